import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { randomUUIDv7 } from 'node:crypto';
import { AppModule } from './app.module.js';
import type { Config } from './config/config.js';
import type { Foundation } from './foundation.module.js';
import { guardGraphqlRequests } from './http/graphql-requests.js';
import { NotFoundFilter } from './http/not-found.filter.js';
import { PlainReplies } from './http/plain-replies.js';
import { MORE_HEADERS, securityHeaders } from './http/response-headers.js';
import { tellOfSecurity } from './http/security-lines.js';
import { SERVER_LIMITS } from './http/server-limits.js';
import { answersToUnread, refuseExpectations } from './http/unread-requests.js';
import { SecurityLog } from './logging/security-log.js';

/** The service on its foundation, ready to listen. */
export async function createApp(
  foundation: Foundation,
  logger: LoggerService,
): Promise<NestFastifyApplication> {
  const { config } = foundation;
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.on(foundation),
    httpAdapter(config),
    { logger, abortOnError: false },
  );
  app.useGlobalFilters(new NotFoundFilter());
  app.useSecurityHeaders(securityHeaders(config.NODE_ENV === 'production'));
  app.enableCsrfProtection({ trustedOrigins: [...config.ALLOWED_ORIGINS] });
  // Pages elsewhere sign in by token: cookies stay with this origin.
  if (config.ALLOWED_ORIGINS.length > 0) {
    app.enableCors({
      origin: [...config.ALLOWED_ORIGINS],
      methods: ['POST'],
      allowedHeaders: ['authorization', 'content-type'],
      exposedHeaders: ['x-correlation-id'],
      credentials: false,
      maxAge: 600,
    });
  }
  return app;
}

function httpAdapter(config: Config): FastifyAdapter {
  const replies = new PlainReplies(config.NODE_ENV === 'production');
  const adapter = new FastifyAdapter({
    ...SERVER_LIMITS,
    ...answersToUnread(replies),
    forceCloseConnections: true,
    genReqId: () => randomUUIDv7(),
  });
  const fastify = adapter.getInstance();
  fastify.server.maxConnections = config.MAX_CONNECTIONS;
  refuseExpectations(fastify.server, replies);
  // On every reply, also to what is refused unread: whatever is refused can be asked about.
  fastify.addHook('onSend', (request, reply, payload, done) => {
    for (const [name, value] of Object.entries(MORE_HEADERS)) {
      if (!reply.hasHeader(name)) void reply.header(name, value);
    }
    void reply.header('x-correlation-id', request.id);
    done(null, payload);
  });
  tellOfSecurity(fastify, new SecurityLog(config));
  guardGraphqlRequests(fastify);
  return adapter;
}
