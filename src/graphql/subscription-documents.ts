import { ApolloServerErrorCode as ErrorCode } from '@apollo/server/errors';
import {
  getOperationAST,
  GraphQLError,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
  type GraphQLSchema,
} from 'graphql';
import { excessOf } from './document-limits.js';
import type { DocumentRules } from './documents.js';
import { RequestError } from './masked-errors.js';
import { problemWith } from './request-shape.js';

/** Why something is nothing to subscribe with, if it is not. Over HTTP, Apollo Server asks the same. */
export function problemsOf(
  schema: GraphQLSchema,
  rules: DocumentRules,
  request: { readonly query: string; readonly operationName?: string | null | undefined },
): readonly GraphQLError[] | undefined {
  const problem = problemWith(request);
  if (problem) return [problem];
  let document;
  try {
    document = parse(request.query, rules.parseOptions);
  } catch (fault) {
    return [withCode(fault as GraphQLError, ErrorCode.GRAPHQL_PARSE_FAILED)];
  }
  if (getOperationAST(document, request.operationName)?.operation !== OperationTypeNode.SUBSCRIPTION) {
    const sentence = 'Only subscriptions are answered here: send queries and mutations over HTTP.';
    return [withCode(new GraphQLError(sentence), ErrorCode.BAD_REQUEST)];
  }
  const excess = excessOf(schema, document);
  if (excess) return [excess];
  const all = [...specifiedRules, ...rules.validationRules];
  const problems = validate(schema, document, all, rules.validationOptions);
  if (problems.length === 0) return undefined;
  return problems.map((each) =>
    each instanceof RequestError ? each : withCode(each, ErrorCode.GRAPHQL_VALIDATION_FAILED),
  );
}

/** The error with a code, as Apollo gives its own; one that has a code keeps it. */
export function withCode(error: GraphQLError, code: ErrorCode): GraphQLError {
  const { message, nodes = null, source = null, positions = null, path = null, extensions } = error;
  return new GraphQLError(message, { nodes, source, positions, path, extensions: { code, ...extensions } });
}
