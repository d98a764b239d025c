import type { ApolloServerPlugin } from '@apollo/server';
import { Logger } from '@nestjs/common';
import type { GraphQLFormattedError } from 'graphql';
import { note } from '../logging/security-notes.js';
import { isFault } from './masked-errors.js';
import type { RequestContext } from './request-context.js';

const logger = new Logger('GraphQL');

/** Tells the operator of faults, and names in each error the request it belongs to. */
export const errorReporting: ApolloServerPlugin<RequestContext> = {
  contextCreationDidFail: ({ error }) => {
    logger.error({ msg: 'It could not be found out who sent a request', err: error });
    return Promise.resolve();
  },
  requestDidStart: () =>
    Promise.resolve({
      didEncounterErrors: ({ errors, contextValue: { correlationId } }) => {
        for (const error of errors.filter(isFault)) {
          logger.error({ msg: 'A request failed', correlationId, err: error.originalError ?? error });
        }
        return Promise.resolve();
      },
      willSendResponse: ({ response: { body }, contextValue: { correlationId } }) => {
        if (body.kind === 'single' && body.singleResult.errors) {
          noteRefusal(body.singleResult.errors);
          body.singleResult.errors = body.singleResult.errors.map((error) => ({
            ...error,
            extensions: { ...error.extensions, correlationId },
          }));
        }
        return Promise.resolve();
      },
    }),
};

/** For the security log: by its code, as the client is told it. */
function noteRefusal([error]: readonly GraphQLFormattedError[]): void {
  const code = error?.extensions?.['code'];
  if (typeof code === 'string') note({ outcome: code, refused: true });
}
