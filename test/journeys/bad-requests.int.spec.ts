import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { viewer } from '../support/client-queries.js';
import { somebody, type Client } from '../support/client.js';
import { ADA } from '../support/facts.js';
import { startService, type Service } from '../support/service.js';

/** Stands for a password or a code in a request that goes wrong. */
const SUBMITTED = 'hunter2';
const MUTATION = 'mutation ($input: SignInInput!) { signIn(input: $input) { __typename } }';

describe('A request that cannot be answered', () => {
  let service: Service;
  let client: Client;
  beforeAll(async () => {
    service = await startService();
    client = service.client();
  });
  afterAll(() => service.dispose());

  it.each<[string, string, Record<string, unknown>, string, string]>([
    ['is no GraphQL', `{ ${SUBMITTED} `, {}, 'GRAPHQL_PARSE_FAILED', 'The document is not valid GraphQL.'],
    [
      'asks for a field there is not',
      '{ viewer { nonsense } }',
      {},
      'GRAPHQL_VALIDATION_FAILED',
      'Cannot query field "nonsense" on type "Viewer".',
    ],
    [
      'gives an argument there is not',
      `{ account(by: { id: "1" }, password: "${SUBMITTED}") { id } }`,
      {},
      'GRAPHQL_VALIDATION_FAILED',
      'Unknown argument "password" on field "Query.account".',
    ],
    [
      'gives a field there is not, in a variable',
      MUTATION,
      { input: { ...ADA, [SUBMITTED]: SUBMITTED } },
      'BAD_USER_INPUT',
      'Variable "$input" got an invalid value.',
    ],
    [
      'leaves a field out',
      MUTATION,
      { input: { password: SUBMITTED } },
      'BAD_USER_INPUT',
      'Variable "$input" got an invalid value.',
    ],
    [
      'leaves a variable out',
      MUTATION,
      {},
      'BAD_USER_INPUT',
      'Variable "$input" of required type "SignInInput!" was not provided.',
    ],
    [
      'gives a list for a string',
      MUTATION,
      { input: { ...ADA, password: [SUBMITTED] } },
      'BAD_USER_INPUT',
      'Variable "$input" got an invalid value.',
    ],
    [
      'gives a value an enum has not',
      MUTATION,
      { input: { ...ADA, deliver: SUBMITTED } },
      'BAD_USER_INPUT',
      'Variable "$input" got an invalid value.',
    ],
    [
      'writes a wrong value into the document',
      `mutation { answerChallenge(input: { challenge: "${SUBMITTED}", code: 123456 }) { __typename } }`,
      {},
      'GRAPHQL_VALIDATION_FAILED',
      'String cannot represent the value given.',
    ],
    [
      'writes a wrong enum value into the document',
      `mutation { signIn(input: { username: "a", password: "b", deliver: ${SUBMITTED} }) { __typename } }`,
      {},
      'GRAPHQL_VALIDATION_FAILED',
      'The value does not exist in "SessionDelivery" enum.',
    ],
    [
      'gives words for a number',
      'query ($first: Int!) { accounts(first: $first) { edges { cursor } } }',
      { first: SUBMITTED },
      'BAD_USER_INPUT',
      'Variable "$first" got an invalid value.',
    ],
  ])(
    'is told what is wrong, with nothing of what it said, when it %s',
    async (_, query, variables, code, message) => {
      const { status, text, errors, headers } = await client.send(query, variables);
      expect(status).toBe(400);
      expect(errors).toMatchObject([{ message, extensions: { code } }]);
      expect(text).not.toContain(SUBMITTED);
      expect(text).not.toMatch(/stack|\.js:|node_modules/i);
      for (const error of errors!) {
        expect(error.extensions['correlationId']).toBe(headers.get('x-correlation-id'));
      }
      expect(headers.get('x-correlation-id')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    },
  );

  it.each<[string, unknown]>([
    ['a list of operations', [{ query: '{ __typename }' }, { query: '{ __typename }' }]],
    ['an empty list', []],
    ['nothing', null],
    ['a string', SUBMITTED],
    ['an object without a query', { password: SUBMITTED }],
    ['a query that is no string', { query: 5 }],
    ['variables that are no object', { query: '{ __typename }', variables: SUBMITTED }],
    ['an operation the document has not', { query: '{ __typename }', operationName: 'nonsense' }],
  ])('is told so when it is %s', async (_, body) => {
    const { status, text, data, errors, headers } = await client.post(body);
    expect([status, data]).toEqual([400, undefined]);
    expect(errors).toHaveLength(1);
    expect(text).not.toContain(SUBMITTED);
    expect(headers.get('x-correlation-id')).not.toBeNull();
  });

  it('is told so when it is no JSON', async () => {
    const headers = { 'content-type': 'application/json' };
    for (const body of [`{ "query": ${SUBMITTED}`, '', '{"query":"{ __typename }"}}']) {
      const { status, text } = await client.request({ method: 'POST', headers, body });
      expect(status).toBe(400);
      expect(text).not.toContain(SUBMITTED);
    }
  });

  it('is refused unread when it is larger than 64 KiB, wherever the megabyte is', async () => {
    const megabyte = 'x'.repeat(1_000_000);
    const large = [
      { query: `# ${megabyte}\n{ __typename }` },
      { query: MUTATION, variables: { input: { ...ADA, password: megabyte } } },
      { query: MUTATION, variables: { input: { ...ADA, username: megabyte } } },
      { query: '{ __typename }', extensions: { megabyte } },
    ];
    for (const body of large) {
      const { status, text } = await beginning(JSON.stringify(body));
      expect(status).toBe(413);
      expect(text.length).toBeLessThan(200);
    }
  });

  /** Sends the first kilobyte of a body that is announced whole: what is refused unread needs no more. */
  async function beginning(
    body: string,
  ): Promise<{ readonly status: number | undefined; readonly text: string }> {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const begun = request(`${client.url}/graphql`, { method: 'POST', headers });
    begun.write(body.slice(0, 1_000));
    const [response] = (await once(begun, 'response')) as [IncomingMessage];
    const answered = await text(response);
    begun.on('error', () => undefined).destroy();
    return { status: response.statusCode, text: answered };
  }

  it('does not trip over a prototype', async () => {
    const body = `{"query":"{ __typename }","variables":{"__proto__":{"isAdmin":true}}}`;
    const { status } = await client.request({
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(status).toBe(400);
    expect({}).not.toHaveProperty('isAdmin');
  });

  it('leaves the service answering others', async () => {
    const person = service.client();
    await person.registered(somebody());
    expect(await viewer(person)).not.toBeNull();
  });
});
