import { ApolloServer } from '@apollo/server';
import { buildSchema, type GraphQLError, type GraphQLFormattedError } from 'graphql';
import { maskError } from '../../src/graphql/masked-errors.js';

const schema = buildSchema(`
  enum Order { NEWEST_FIRST OLDEST_FIRST }
  input Key @oneOf { id: ID username: String }
  input Credentials {
    username: String!  password: String  attempts: Int  ratio: Float  remember: Boolean
    id: ID  order: Order  codes: [String!]  nested: Credentials  by: Key
  }
  type Query {
    signIn(input: Credentials, list: [Credentials!], by: Key, order: Order, code: String, first: Int): String
    fail: String
  }
`);

export interface Masked {
  /** As graphql-js and Apollo Server word it. */
  readonly raw: GraphQLFormattedError;
  readonly error: GraphQLError;
  /** As a client gets it. */
  readonly masked: GraphQLFormattedError;
}

export interface Request {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly operationName?: string;
}

let errors: Masked[] = [];
const server = new ApolloServer({
  schema,
  hideSchemaDetailsFromClientErrors: false,
  formatError: (raw, error) => {
    const masked = maskError(raw, error);
    errors.push({ raw, error: error as GraphQLError, masked });
    return masked;
  },
});

/** The errors a real GraphQL server has for a request. */
export async function errorsOf(request: Request): Promise<readonly Masked[]> {
  errors = [];
  await server.executeOperation(request);
  return errors;
}

/** The error a real GraphQL server makes of what a resolver throws. */
export async function errorOfResolver(thrown: Error): Promise<Masked> {
  const field = schema.getQueryType()?.getFields()['fail'];
  if (field) field.resolve = () => Promise.reject(thrown);
  const [error] = await errorsOf({ query: '{ fail }' });
  if (!error) throw new Error('The resolver did not fail');
  return error;
}

export const stopMasking = () => server.stop();
