import type { ApolloServerPlugin } from '@apollo/server';
import { Kind, type ASTVisitor, type DocumentNode, type ValidationContext } from 'graphql';
import { excessOf } from './document-limits.js';
import type { RequestError } from './masked-errors.js';
import type { RequestContext } from './request-context.js';

/** Empty documents, each in the place of one that is too much, and why. */
const refused = new WeakMap<DocumentNode, RequestError>();

/**
 * Apollo Server parses and then validates by all rules at once. So that none of them sees what is too much, an empty
 * document takes its place, which {@link refuseExcess} refuses for what was wrong with the other.
 */
export const limitsFirst: ApolloServerPlugin<RequestContext> = {
  requestDidStart: () =>
    Promise.resolve({
      validationDidStart: (request) => {
        const excess = excessOf(request.schema, request.document);
        if (excess) {
          const nothing: DocumentNode = { kind: Kind.DOCUMENT, definitions: [] };
          refused.set(nothing, excess);
          Object.assign(request, { document: nothing });
        }
        return Promise.resolve();
      },
    }),
};

/** The rule of validation that tells of what {@link limitsFirst} took away. */
export function refuseExcess(context: ValidationContext): ASTVisitor {
  return {
    Document: (document) => {
      const excess = refused.get(document);
      if (excess) context.reportError(excess);
      return false;
    },
  };
}
