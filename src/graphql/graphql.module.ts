import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Module } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AccessModule } from '../access/access.module.js';
import { Authentication } from '../access/authentication.js';
import { Clients } from '../access/clients.js';
import { Config } from '../config/config.js';
import { SCHEMA_OPTIONS } from './date-time.js';
import { documentRules } from './documents.js';
import { errorReporting } from './error-reporting.js';
import { limitsFirst } from './limits-first.js';
import { maskError, maskErrorAndSchema } from './masked-errors.js';
import { notingActs } from './noted-acts.js';
import { httpContext } from './request-context.js';
import { SubscriptionSocket } from './subscription-socket.js';

/** GraphQL over HTTP (Apollo Server) and over WebSocket (graphql-ws), both at `/graphql`. */
@Module({
  imports: [
    AccessModule,
    GraphQLModule.forRootAsync<ApolloDriverConfig>({
      driver: ApolloDriver,
      imports: [AccessModule],
      inject: [Config, Authentication, Clients],
      useFactory: (config: Config, authentication: Authentication, clients: Clients) => ({
        path: '/graphql',
        autoSchemaFile: true,
        sortSchema: true,
        buildSchemaOptions: SCHEMA_OPTIONS,
        transformSchema: notingActs,
        graphiql: false,
        introspection: config.NODE_ENV !== 'production',
        includeStacktraceInErrorResponses: false,
        csrfPrevention: true,
        persistedQueries: false,
        autoTransformHttpErrors: false,
        context: (request: FastifyRequest, reply: FastifyReply) =>
          httpContext(authentication, clients, request, reply),
        formatError: config.NODE_ENV === 'production' ? maskErrorAndSchema : maskError,
        ...documentRules(config),
        plugins: [errorReporting, limitsFirst, ApolloServerPluginCacheControlDisabled()],
        // It answers what is under way until the HTTP server has closed.
        stopOnApplicationShutdown: true,
      }),
    }),
  ],
  providers: [SubscriptionSocket],
})
export class GraphqlModule {}
