import { account, ACCOUNTS, HISTORY } from '../../support/client-queries.js';
import { somebody, type Client } from '../../support/client.js';
import { startInProduction } from '../../support/production.js';
import { RawSocket } from '../../support/raw-socket.js';
import type { Service } from '../../support/service.js';

const times = (count: number, make: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => make(i)).join(' ');
const registers = (name: string) =>
  `register(input: { username: "${name}", password: "correct horse battery staple" }) { __typename }`;
const PAGE = 'edges { node { id username registeredAt position twoFactor { status since } } }';

describe('An operation that asks for too much', () => {
  let service: Service;
  let client: Client;
  let auditor: Client;
  beforeAll(async () => {
    service = await startInProduction();
    client = service.client();
    auditor = await service.keyClient('auditor');
  });
  afterAll(() => service.dispose());

  it.each([
    ['has two mutations', `mutation { a: ${registers('twice a')} b: ${registers('twice b')} }`],
    [
      'has a second one in a fragment',
      `mutation { ${registers('twice a')} ...M } fragment M on Mutation { b: ${registers('twice b')} }`,
    ],
    [
      'spreads one fragment twice',
      `mutation { ...M ...M } fragment M on Mutation { ${registers('twice a')} }`,
    ],
    [
      'has a second one in an inline fragment',
      `mutation { ${registers('twice a')} ... on Mutation { ... { b: ${registers('twice b')} } } }`,
    ],
    [
      'has a second one that is skipped',
      `mutation { ${registers('twice a')} b: signOut @skip(if: true) { __typename } }`,
    ],
    [
      'has a second one that a variable may include',
      `mutation ($yes: Boolean = false) { ${registers('twice a')} b: signOut @include(if: $yes) { __typename } }`,
    ],
    ['has two mutations by __typename', `mutation { ${registers('twice a')} __typename }`],
    [
      'makes a thousand guesses by alias',
      `mutation ($guess: AnswerChallengeInput!) { ${times(1_000, (i) => `a${String(i)}: answerChallenge(input: $guess) { __typename }`)} }`,
    ],
    ['is nine fields deep', `{ ${'viewer { '.repeat(8)} id ${'}'.repeat(8)} }`],
    ['has sixteen aliases', `{ viewer { session { ${times(16, (i) => `a${String(i)}: id`)} } } }`],
    ['has nine fields at its root', `{ ${times(9, () => 'viewer { session { id } }')} }`],
    [
      'has nine fields at its root through fragments',
      `{ ...A ...A ...A } fragment A on Query { ...B ...B ...B } fragment B on Query { viewer { session { id } } }`,
    ],
    [
      'comes to a billion fields through fragments',
      `{ ...F0 } ${times(19, (i) => `fragment F${String(i)} on Query { ...F${String(i + 1)} ...F${String(i + 1)} ...F${String(i + 1)} }`)} fragment F19 on Query { viewer { session { id } } }`,
    ],
    ['has twenty-one directives', `{ viewer { session { ${times(21, () => 'id @include(if: true)')} } } }`],
    [
      'has twenty-one fragments',
      `{ ...F0 } ${times(21, (i) => `fragment F${String(i)} on Query { viewer { session { id } } }`)}`,
    ],
    ['has six operations', times(6, (i) => `query Q${String(i)} { viewer { session { id } } }`)],
    [
      'has twenty-one variables',
      `query (${times(21, (i) => `$v${String(i)}: Int`)}) { viewer { session { id } } }`,
    ],
    ['has 251 fields', `{ viewer { ${times(250, (i) => `field${String(i)}`)} } }`],
    ['has one field 31 times', `{ viewer { session { ${'id '.repeat(31)} } } }`],
    ['has more than a thousand tokens', `{ viewer { session { ${'id '.repeat(1_000)} } } }`],
    ['nests a list a thousand deep', `{ account(by: ${'['.repeat(999)}`],
    ['asks for five long pages', `{ ${times(5, (i) => `a${String(i)}: accounts(first: 100) { ${PAGE} }`)} }`],
    [
      'asks for five pages whose length is in a variable',
      `query ($n: Int!) { ${times(5, (i) => `a${String(i)}: accounts(first: $n) { ${PAGE} }`)} }`,
    ],
    [
      'asks for a page in a page, by a fragment',
      `{ a: accounts(first: 100) { ...P ...P ...P ...P ...P } } fragment P on AccountConnection { ${PAGE} }`,
    ],
  ])('is refused before it executes when it %s', async (_, query) => {
    const { status, errors, data, text } = await auditor.post({
      query,
      variables: { n: 1 },
      ...(query.startsWith('query Q0') && { operationName: 'Q0' }),
    });
    expect(status).toBe(400);
    expect(data).toBeUndefined();
    expect(errors![0]).toMatchObject({
      extensions: { code: 'LIMIT_EXCEEDED', correlationId: expect.any(String) },
    });
    expect(text).not.toMatch(/battery|twice|00000/);
    expect(text.length).toBeLessThan(5_000);
    expect(await account(auditor, { username: 'twice a' })).toBeNull();
  });

  const LARGE_AND_WRONG = `{ nonsense viewer { session { ${times(16, (i) => `a${String(i)}: id`)} } } }`;

  it('is refused before any rule of the specification looks at it, some of which take long', async () => {
    const { errors } = await client.send(LARGE_AND_WRONG);
    expect(errors).toMatchObject([{ extensions: { code: 'LIMIT_EXCEEDED' } }]);
  });

  it('is refused before that over a WebSocket, too', async () => {
    using socket = await new RawSocket(service.nextUrl()).introduced(auditor.token);
    socket.subscribe('1', LARGE_AND_WRONG.replace('{', 'subscription {'));
    expect(await socket.refused('1')).toMatchObject([{ extensions: { code: 'LIMIT_EXCEEDED' } }]);
  });

  it('is refused as invalid, and not followed, when fragments contain each other', async () => {
    const query =
      '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A viewer { session { id } } }';
    expect(await client.send(query)).toMatchObject({
      status: 400,
      errors: [
        {
          message: 'The document does not fit the schema.',
          extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
        },
      ],
    });
  });

  it.each([
    ['many', `[${times(201, () => '"hunter2"').replaceAll(' ', ',')}]`],
    ['many keys', `{${times(201, (i) => `"hunter2-${String(i)}":1`).replaceAll(' ', ',')}}`],
    ['objects in objects', `${'{"hunter2":'.repeat(5_000)}1${'}'.repeat(5_000)}`],
    ['lists in lists', `${'['.repeat(20_000)}${']'.repeat(20_000)}`],
  ])('is refused when its variables hold %s', async (_, value) => {
    const query = 'mutation ($input: SignInInput!) { signIn(input: $input) { __typename } }';
    const headers = { 'content-type': 'application/json' };
    const body = `{"query":${JSON.stringify(query)},"variables":{"input":${value}}}`;
    const { status, errors, text } = await client.request({ method: 'POST', headers, body });
    expect([status, errors]).toMatchObject([400, [{ extensions: { code: 'LIMIT_EXCEEDED' } }]]);
    expect(text).not.toContain('hunter2');
  });

  it('is answered when it is the longest page a client can want', async () => {
    const person = service.client();
    const { accountId } = await person.registered(somebody());
    expect(await auditor.send(ACCOUNTS, { first: 100 })).toMatchObject({ status: 200, errors: undefined });
    expect(await auditor.send(HISTORY, { accountId, first: 100 })).toMatchObject({
      status: 200,
      errors: undefined,
    });
  });
});
