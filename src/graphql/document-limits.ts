import {
  Kind,
  OperationTypeNode,
  TypeInfo,
  ValidationContext,
  visit,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';
import { weigh } from './document-weight.js';
import { RequestError } from './masked-errors.js';

/** What a document may hold, as it is written. What any page of an application needs is far below. */
const MOST_WRITTEN = {
  operations: 5,
  fragments: 20,
  aliases: 15,
  directives: 20,
  variables: 20,
  fields: 250,
} as const;

/** How often a field may be written by one name: each is compared with each other, for whether they can be merged. */
const MOST_REPEATED = 30;

/** What an operation may come to, with its fragments laid out and nothing skipped. */
const MOST_WEIGHED = { depth: 8, rootFields: 8, cost: 4_000 } as const;

const COUNTED = {
  [Kind.OPERATION_DEFINITION]: 'operations',
  [Kind.FRAGMENT_DEFINITION]: 'fragments',
  [Kind.FIELD]: 'fields',
  [Kind.DIRECTIVE]: 'directives',
  [Kind.VARIABLE_DEFINITION]: 'variables',
} as const;

/**
 * Why a document costs more than any client needs, if it does; over HTTP as over WebSocket. It is asked right after
 * parsing, since some rules of the specification take time that grows with the square of a document's fields.
 * An operation has one mutation at the most, however it is written: each may be a guess at a password or code,
 * and guesses are counted by the request as well.
 */
export function excessOf(schema: GraphQLSchema, document: DocumentNode): RequestError | undefined {
  const excess = excessIn(
    document,
    new ValidationContext(schema, document, new TypeInfo(schema), () => undefined),
  );
  return excess === undefined ? undefined : new RequestError(excess, 'LIMIT_EXCEEDED');
}

function excessIn(document: DocumentNode, context: ValidationContext): string | undefined {
  const counts = countsOf(document);
  for (const [what, most] of Object.entries(MOST_WRITTEN)) {
    if (counts[what as keyof typeof counts] > most)
      return `The document has more than ${String(most)} ${what}.`;
  }
  if (repetitionsIn(document) > MOST_REPEATED)
    return `The document has one field more than ${String(MOST_REPEATED)} times.`;
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
  const counts = { operations: 0, fragments: 0, aliases: 0, directives: 0, variables: 0, fields: 0 };
  visit(document, {
    enter: (node) => {
      if (node.kind === Kind.FIELD && node.alias) counts.aliases++;
      if (node.kind in COUNTED) counts[COUNTED[node.kind as keyof typeof COUNTED]]++;
    },
  });
  return counts;
}

/** How often the name is written that most fields of the reply would have. */
function repetitionsIn(document: DocumentNode): number {
  const times = new Map<string, number>();
  visit(document, {
    Field: ({ alias, name }) => {
      const key = (alias ?? name).value;
      times.set(key, (times.get(key) ?? 0) + 1);
    },
  });
  return Math.max(0, ...times.values());
}
