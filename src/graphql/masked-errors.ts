import { ApolloServerErrorCode as ErrorCode, unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';

/** Faults that pass by themselves: the client may try again, and nothing was changed that was not said. */
const RETRYABLE: ReadonlySet<unknown> = new Set([
  'EVENT_STORE_UNAVAILABLE',
  'OVERLOADED',
  'CONTENDED',
  'READ_MODEL_BEHIND',
  'STORAGE_UNAVAILABLE',
]);

/** Errors that are the request's own fault. Their messages may tell names, never values. */
const CLIENT_ERRORS: ReadonlySet<unknown> = new Set([
  ErrorCode.GRAPHQL_VALIDATION_FAILED,
  ErrorCode.BAD_USER_INPUT,
  ErrorCode.BAD_REQUEST,
  ErrorCode.OPERATION_RESOLUTION_FAILURE,
  ErrorCode.PERSISTED_QUERY_NOT_SUPPORTED,
]);

/** An error whose message was written for the client. */
export class RequestError extends GraphQLError {
  constructor(
    message: string,
    code:
      | 'NOT_ALLOWED'
      | 'BAD_POSITION'
      | 'BAD_CURSOR'
      | 'BAD_PAGE'
      | 'BAD_REQUEST'
      | 'LIMIT_EXCEEDED'
      | 'ACCOUNT_ERASED',
  ) {
    super(message, { extensions: { code } });
  }
}

/**
 * What a client learns of an error: enough to mend its request, nothing of what it sent
 * (a password or code may be in it), nothing of what went on inside.
 */
export function maskError(
  { message, extensions, ...at }: GraphQLFormattedError,
  error: unknown,
): GraphQLFormattedError {
  const cause = causeOf(error);
  const code = extensions?.['code'];
  if (cause instanceof RequestError) {
    return { message: cause.message, ...at, extensions: { code: cause.extensions['code'] } };
  }
  if (code === ErrorCode.GRAPHQL_PARSE_FAILED) {
    const tooLong = /^Syntax Error: Document contains more tha. (\d+) tokens/.exec(message)?.[1];
    if (tooLong !== undefined) {
      const limit = `The document has more than ${tooLong} tokens.`;
      return { message: limit, ...at, extensions: { code: 'LIMIT_EXCEEDED' } };
    }
    return { message: 'The document is not valid GraphQL.', ...at, extensions: { code } };
  }
  if (CLIENT_ERRORS.has(code)) return { message: withoutValues(message), ...at, extensions: { code } };
  if (isRetryable(cause)) {
    const retry = 'The service cannot answer just now. Please try again.';
    return { message: retry, ...at, extensions: { code: 'UNAVAILABLE', retryable: true } };
  }
  const fault = 'Something went wrong here. The correlation id helps to find out what.';
  return { message: fault, ...at, extensions: { code: ErrorCode.INTERNAL_SERVER_ERROR } };
}

/** The same in production, where what the schema has and has not is not told either. */
export function maskErrorAndSchema(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const masked = maskError(formatted, error);
  const isOfSchema = masked.extensions?.['code'] === ErrorCode.GRAPHQL_VALIDATION_FAILED;
  return isOfSchema ? { ...masked, message: 'The document does not fit the schema.' } : masked;
}

/** Whether a code, as clients are told it, stands for a fault of the service. */
export function isCodeOfFault(code: unknown): boolean {
  return code === 'UNAVAILABLE' || code === ErrorCode.INTERNAL_SERVER_ERROR;
}

/** Whether an error is the service's own fault, for the operator to look at. */
export function isFault(error: GraphQLError): boolean {
  const code = error.extensions['code'];
  return (
    !(unwrapResolverError(error) instanceof RequestError) &&
    !CLIENT_ERRORS.has(code) &&
    code !== ErrorCode.GRAPHQL_PARSE_FAILED
  );
}

/** What was thrown: by a resolver, or before there was one, while it was found out who asks. */
function causeOf(error: unknown): unknown {
  const cause = unwrapResolverError(error);
  return cause instanceof GraphQLError ? (cause.originalError ?? cause) : cause;
}

/** Whether a fault passes by itself, so that the client may try again. */
export function isRetryable(fault: unknown): boolean {
  return fault instanceof Error && 'code' in fault && RETRYABLE.has(fault.code);
}

/** graphql-js quotes submitted values in these places; names of fields, types and variables may stay. */
function withoutValues(message: string): string {
  return message
    .replace(/ got invalid value .*/su, ' got an invalid value.')
    .replace(/ cannot represent .*/su, ' cannot represent the value given.')
    .replace(/, found .*/su, '.')
    .replace(/ named ".*"/su, '')
    .replace(/Value ".*?" does not exist/su, 'The value does not exist')
    .replace(/ Did you mean .*/su, '');
}
