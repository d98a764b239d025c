import { setTimeout as sleep } from 'node:timers/promises';
import { somebody, type Client } from '../../support/client.js';
import { newFolder, run, start, type Running } from '../../support/process.js';
import { IN_PRODUCTION, lineOf, lineOfLast, UUID, WARN } from '../../support/security-log.js';

const JSON_TYPE = { 'content-type': 'application/json' };
const NOBODY = '00000000-0000-7000-8000-000000000000';

describe('The security log has one line for', () => {
  let service: Running;
  let client: Client;
  let accountId: string;
  beforeAll(async () => {
    service = await start({ environment: IN_PRODUCTION });
  });
  beforeEach(async () => {
    client = service.client();
    ({ accountId } = await client.registered(somebody()));
  });
  afterAll(() => service.stop());

  const last = () => lineOfLast(service, client);
  const refused = { level: WARN, outcome: 'refused' };
  const atTheDoor = { ...refused, operation: 'POST /graphql' };
  const whoIsThere = '{ viewer { session { id } } }';

  it.each(['cs_session_nonsense', 'nonsense', ''])('a token nobody has: “%s”', async (token) => {
    client.token = token;
    await client.send(whoIsThere);
    expect(await last()).toEqual({ ...atTheDoor, what: 'token', token: 'unknown' });
  });

  it('a token, and a cookie, of a session that was ended', async () => {
    const { token } = client;
    await client.signOut();
    await client.send(whoIsThere);
    const line = { ...atTheDoor, what: 'token', token: 'unknown' };
    expect(await last()).toEqual(line);
    const headers = { ...JSON_TYPE, cookie: `__Host-session=${token!}` };
    const body = JSON.stringify({ query: whoIsThere });
    expect(await lineOf(service, await service.client().request({ method: 'POST', headers, body }))).toEqual(
      line,
    );
  });

  it('an act that asks for a session, with none', async () => {
    client.token = 'nonsense';
    await client.startEnrollment('hunter2-is-my-password');
    expect(await last()).toEqual({
      level: WARN,
      what: 'act',
      operation: 'startEnrollment',
      outcome: 'NotSignedIn',
      token: 'unknown',
    });
  });

  it('what is for others: by rule, by whom, and whose it is', async () => {
    const mine = { level: WARN, what: 'access', accountId, sessionId: UUID };
    await client.send('{ accounts(first: 1) { edges { cursor } } }');
    const listing = { operation: 'POST /graphql', outcome: 'NOT_ALLOWED', denied: 'listAccounts' };
    expect(await last()).toEqual({ ...mine, ...listing });
    const { accountId: other } = await service.client().registered(somebody());
    const theirs = { ...mine, outcome: 'refused', denied: 'readHistory', target: other };
    await client.send(`{ twoFactorHistory(accountId: "${other}", first: 1) { edges { cursor } } }`);
    expect(await last()).toEqual({ ...theirs, operation: 'POST /graphql' });
    const download = await client.request({}, `/accounts/${other}/history.ndjson`);
    expect(await lineOf(service, download)).toEqual({
      ...theirs,
      operation: 'GET /accounts/:accountId/history.ndjson',
      status: 404,
    });
    await client.resetTwoFactor(other, 'I want to');
    const resetting = { operation: 'resetTwoFactor', outcome: 'NotAllowed', denied: 'resetTwoFactor' };
    expect(await last()).toEqual({ ...mine, ...resetting });
  });

  it('many things in one request that are for others', async () => {
    const fields = Array.from(
      { length: 8 },
      (_, index) =>
        `a${String(index)}: twoFactorHistory(accountId: "${NOBODY}", first: 1) { edges { cursor } }`,
    );
    await client.send(`{ ${fields.join(' ')} }`);
    expect(await last()).toMatchObject({ what: 'access', denied: 'readHistory', target: NOBODY });
  });

  it.each([
    ['two acts at once', 'mutation { a: signOut { wasSignedIn } b: signOut { wasSignedIn } }', {}],
    ['too long a document', `{ ${'viewer '.repeat(1_100)} }`, {}],
    ['too many values', whoIsThere, { values: Array(300).fill(1) }],
  ])('what is over a limit: %s', async (_, query, variables) => {
    await client.send(query, variables);
    expect(await last()).toMatchObject({
      level: WARN,
      what: 'limit',
      operation: 'POST /graphql',
      outcome: 'LIMIT_EXCEEDED',
    });
  });

  it('a page of another site', async () => {
    const headers = { ...JSON_TYPE, origin: 'https://evil.example' };
    const reply = await client.request({ method: 'POST', headers, body: '{}' });
    expect(await lineOf(service, reply)).toEqual({ ...atTheDoor, what: 'origin', status: 403 });
  });

  it.each([
    ['another content type', { 'content-type': 'text/plain' }, '{}', 415, 'refused'],
    ['no JSON', JSON_TYPE, '{', 400, 'refused'],
    ['no request', JSON_TYPE, '[]', 400, 'BAD_REQUEST'],
    ['no GraphQL', JSON_TYPE, '{"query":"hunter2"}', 400, 'GRAPHQL_PARSE_FAILED'],
  ])('what is no request of this API: %s', async (_, headers, body, status, outcome) => {
    const reply = await service.client().request({ method: 'POST', headers, body });
    expect(await lineOf(service, reply)).toEqual({ ...atTheDoor, what: 'request', outcome, status });
  });

  it('a value that can be none', async () => {
    const query = 'query ($first: Int!) { accounts(first: $first) { edges { cursor } } }';
    await client.send(query, { first: 'hunter2' });
    expect(await last()).toMatchObject({ what: 'request', outcome: 'BAD_USER_INPUT' });
  });
});

describe('The security log tells', () => {
  it('whose a session is that was used after its time', async () => {
    const service = await start({ environment: { ...IN_PRODUCTION, SESSION_TTL: '1' } });
    const client = service.client();
    const { accountId } = await client.registered(somebody());
    await sleep(1_100);
    await client.send('{ viewer { session { id } } }');
    expect(await lineOfLast(service, client)).toEqual({
      level: WARN,
      what: 'token',
      operation: 'POST /graphql',
      outcome: 'refused',
      token: 'expired',
      accountId,
      sessionId: UUID,
    });
    await service.stop();
  });

  it('which API key was used after it was revoked, and which did what it may not', async () => {
    const folder = newFolder();
    const environment = IN_PRODUCTION;
    const service = await start({ folder, environment });
    const words = ['api-keys', 'create', '--role', 'application', '--name', 'shop'];
    const { stdout, stderr } = await run(words, { folder, environment });
    const apiKeyId = /\((.*)\)/.exec(stderr)![1]!;
    const client = service.client();
    client.token = stdout.trim();
    await client.resetTwoFactor(NOBODY, 'I want to');
    expect(await lineOfLast(service, client)).toEqual({
      level: WARN,
      what: 'access',
      operation: 'resetTwoFactor',
      outcome: 'NotAllowed',
      apiKeyId,
      denied: 'resetTwoFactor',
    });
    await run(['api-keys', 'revoke', apiKeyId], { folder, environment });
    await client.send('{ accounts(first: 1) { edges { cursor } } }');
    expect(await lineOfLast(service, client)).toEqual({
      level: WARN,
      what: 'access',
      operation: 'POST /graphql',
      outcome: 'NOT_ALLOWED',
      apiKeyId,
      denied: 'listAccounts',
      token: 'revoked',
    });
    await service.stop();
  });
});
