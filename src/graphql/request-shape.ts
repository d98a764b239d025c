import { RequestError } from './masked-errors.js';

/** Keys of a request: https://graphql.github.io/graphql-over-http/draft/#sec-Request-Parameters */
const KEYS: ReadonlySet<string> = new Set(['query', 'operationName', 'variables', 'extensions']);

/** Values in the variables, objects and lists counted as well. No input of the schema has a tenth of it. */
const MOST_VALUES = 200;

/** Why something that was sent is no GraphQL request, over HTTP as over WebSocket; nothing of it is repeated. */
export function problemWith(request: unknown): RequestError | undefined {
  if (!isObject(request)) return bad('A request is one JSON object: operations are not sent in lists.');
  if (!Object.keys(request).every((key) => KEYS.has(key)))
    return bad('A request has query, operationName, variables and extensions, and no other keys.');
  const { query, operationName = null, variables = null, extensions = null } = request;
  if (typeof query !== 'string' || query === '') return bad('A request has a query, which is a text.');
  if (operationName !== null && typeof operationName !== 'string') return bad('operationName is a text.');
  if (variables !== null && !isObject(variables)) return bad('variables is an object.');
  if (extensions !== null && !isObject(extensions)) return bad('extensions is an object.');
  if (hasMoreValues(MOST_VALUES, [variables, extensions])) {
    return new RequestError(`The variables hold more than ${String(MOST_VALUES)} values.`, 'LIMIT_EXCEEDED');
  }
  return undefined;
}

function bad(message: string): RequestError {
  return new RequestError(message, 'BAD_REQUEST');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Goes no deeper than it counts, without recursion. */
function hasMoreValues(most: number, values: readonly unknown[]): boolean {
  const waiting = [...values];
  let seen = 0;
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    const inside: readonly unknown[] = Object.values(value);
    seen += inside.length;
    if (seen > most) return true;
    waiting.push(...inside);
  }
  return false;
}
