import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { z } from 'zod';

const instant = z.iso.datetime({ offset: true });

/** An instant, told as ISO 8601 in UTC; what is not one is refused rather than guessed at. */
const DateTime = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  description: 'An instant in ISO 8601, as `2026-03-01T12:00:15.000Z`.',
  serialize: (value) => (value as Date).toISOString(),
  parseValue: parse,
  parseLiteral: (node) => parse(node.kind === Kind.STRING ? node.value : undefined),
});

/** How the schema tells dates, wherever it is built. */
export const SCHEMA_OPTIONS = { scalarsMap: [{ type: Date, scalar: DateTime }] };

function parse(value: unknown): Date {
  const parsed = instant.safeParse(value);
  if (parsed.success) return new Date(parsed.data);
  throw new GraphQLError('DateTime cannot represent the value given: it is an instant in ISO 8601.');
}
