import { ApolloServerErrorCode as ErrorCode } from '@apollo/server/errors';
import { Logger } from '@nestjs/common';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { randomUUIDv7 } from 'node:crypto';
import type { Config } from '../config/config.js';
import type { SecurityNotes } from '../logging/security-notes.js';
import { isFault, maskError, maskErrorAndSchema, RequestError } from './masked-errors.js';
import type { SocketSecurity } from './socket-security.js';
import { withCode } from './subscription-documents.js';

/** Tells the operator of faults in subscriptions, and clients what they may learn, as over HTTP. */
export class SubscriptionErrors {
  private readonly logger = new Logger('SubscriptionSocket');
  private readonly mask: typeof maskError;

  constructor(
    { NODE_ENV }: Config,
    private readonly security: SocketSecurity,
  ) {
    this.mask = NODE_ENV === 'production' ? maskErrorAndSchema : maskError;
  }

  /** @param notes who is told so */
  masked(
    errors: readonly (GraphQLError | GraphQLFormattedError)[],
    notes: SecurityNotes,
  ): readonly GraphQLFormattedError[] {
    const masked = errors.map((error) => {
      if (!(error instanceof GraphQLError)) return this.mask(error, error);
      const coded = isOfVariables(error) ? withCode(error, ErrorCode.BAD_USER_INPUT) : error;
      const correlationId = randomUUIDv7();
      if (isFault(coded))
        this.logger.error({ msg: 'A subscription failed', correlationId, err: coded.originalError ?? coded });
      const masked = this.mask(coded.toJSON(), coded);
      return { ...masked, extensions: { ...masked.extensions, correlationId } };
    });
    this.security.answered(notes, masked);
    return masked;
  }
}

/** Whether graphql-js refused the variables: it says so before there is a path, and wraps only errors of its own. */
function isOfVariables(error: GraphQLError): boolean {
  const { path, originalError } = error;
  if (error instanceof RequestError) return false;
  return path === undefined && (originalError === undefined || originalError instanceof GraphQLError);
}
