import type { Client } from '../../support/client.js';
import { startInProduction } from '../../support/production.js';
import { RawSocket } from '../../support/raw-socket.js';
import type { Service } from '../../support/service.js';

const DOES_NOT_FIT = {
  message: 'The document does not fit the schema.',
  extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
};

describe('In production, who asks what the schema has', () => {
  let service: Service;
  let client: Client;
  beforeAll(async () => {
    service = await startInProduction();
    client = await service.keyClient('administrator');
  });
  afterAll(() => service.dispose());

  it.each([
    ['__schema', '{ __schema { types { name } } }'],
    ['__type', '{ __type(name: "Mutation") { fields { name } } }'],
    ['it beside something else', '{ viewer { session { id } } a: __schema { queryType { name } } }'],
    ['it in a fragment', '{ ...F } fragment F on Query { __schema { queryType { name } } }'],
  ])('is told nothing when they ask for %s', async (_, query) => {
    const { status, errors, data, text } = await client.send(query);
    expect([status, data]).toEqual([400, undefined]);
    for (const error of errors!) expect(error).toMatchObject(DOES_NOT_FIT);
    expect(text).not.toMatch(/introspection|Mutation|queryType/i);
  });

  it.each([
    ['a field', '{ viwer { session { id } } }', 'viewer'],
    ['a field of a type', '{ viewer { session { idd } } }', 'Session'],
    ['an argument', '{ account(bye: { id: "1" }) { id } }', 'AccountKey'],
    ['a type', 'query ($i: SignInInpu) { viewer { session { id } } }', 'SignInInput'],
    ['a value of an enum', '{ accounts(twoFactor: OM) { edges { cursor } } }', 'TwoFactorStatus'],
    ['a selection', '{ viewer }', 'Viewer'],
    ['a field of an input', 'mutation { signIn(input: { usernam: "a" }) { __typename } }', 'SignInInput'],
  ])('is told no name when they guess at %s', async (_, query, name) => {
    const { errors, text } = await client.send(query);
    for (const error of errors!) expect(error).toMatchObject(DOES_NOT_FIT);
    expect(text).not.toMatch(/did you mean/i);
    expect(text).not.toContain(name);
  });

  it.each([
    'subscription { __schema { types { name } } }',
    'subscription { twoFactorChangd { position } }',
    'subscription { twoFactorChanged { positio } }',
    'subscription { twoFactorChanged { position } } query { __schema { types { name } } }',
  ])('is told no more over WebSocket: %s', async (query) => {
    using socket = await new RawSocket(service.nextUrl()).introduced(client.token);
    socket.subscribe('1', query);
    const { payload } = await socket.received('error');
    expect(JSON.stringify(payload)).not.toMatch(
      /did you mean|introspection|TwoFactorChange|twoFactorChanged|types/i,
    );
  });

  it('can still be told which type a union’s member is', async () => {
    expect(await client.query('{ __typename }')).toEqual({ __typename: 'Query' });
  });
});
