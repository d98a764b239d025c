import {
  Kind,
  OperationTypeNode,
  visit,
  type ASTVisitor,
  type DocumentNode,
  type ValidationContext,
} from 'graphql';
import { weigh } from './document-weight.js';
import { RequestError } from './masked-errors.js';

/** What a document may hold, as it is written. What any page of an application needs is far below. */
const MOST_WRITTEN = { operations: 5, fragments: 20, aliases: 15, directives: 20, variables: 20 } as const;

/** What an operation may come to, with its fragments laid out and nothing skipped. */
const MOST_WEIGHED = { depth: 8, rootFields: 8, cost: 4_000 } as const;

const COUNTED = {
  [Kind.OPERATION_DEFINITION]: 'operations',
  [Kind.FRAGMENT_DEFINITION]: 'fragments',
  [Kind.DIRECTIVE]: 'directives',
  [Kind.VARIABLE_DEFINITION]: 'variables',
} as const;

/**
 * Refuses what costs more than any client needs, before it executes, over HTTP as over
 * WebSocket. An operation has one mutation at the most, however it is written: each is
 * a guess at a password or code, and guesses are counted by the request as well.
 */
export function documentLimits(context: ValidationContext): ASTVisitor {
  return {
    Document: (document) => {
      const excess = excessOf(document, context);
      if (excess !== undefined) context.reportError(new RequestError(excess, 'LIMIT_EXCEEDED'));
      return false;
    },
  };
}

function excessOf(document: DocumentNode, context: ValidationContext): string | undefined {
  const counts = countsOf(document);
  for (const [what, most] of Object.entries(MOST_WRITTEN)) {
    if (counts[what as keyof typeof counts] > most)
      return `The document has more than ${String(most)} ${what}.`;
  }
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const { depth, rootFields, cost } = weigh(definition, context);
    if (depth > MOST_WEIGHED.depth) return `The operation is more than ${String(MOST_WEIGHED.depth)} deep.`;
    if (definition.operation !== OperationTypeNode.QUERY && rootFields > 1)
      return `A ${definition.operation} asks for one thing at a time.`;
    if (rootFields > MOST_WEIGHED.rootFields)
      return `The operation asks for more than ${String(MOST_WEIGHED.rootFields)} things.`;
    if (cost > MOST_WEIGHED.cost) return 'The operation asks for too much at once: ask for shorter pages.';
  }
  return undefined;
}

function countsOf(document: DocumentNode): Record<keyof typeof MOST_WRITTEN, number> {
  const counts = { operations: 0, fragments: 0, aliases: 0, directives: 0, variables: 0 };
  visit(document, {
    enter: (node) => {
      if (node.kind === Kind.FIELD && node.alias) counts.aliases++;
      if (node.kind in COUNTED) counts[COUNTED[node.kind as keyof typeof COUNTED]]++;
    },
  });
  return counts;
}
