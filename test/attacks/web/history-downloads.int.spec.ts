import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { get, type ClientRequest, type IncomingMessage } from 'node:http';
import { NO_STREAM } from '../../../src/event-store/event-store.js';
import { openEmbeddedStorage } from '../../../src/sqlite/embedded-storage.js';
import type { TwoFactorEvent } from '../../../src/two-factor/two-factor.events.js';
import { started } from '../../domain/two-factor.facts.js';
import { databaseIn } from '../../evidence/tampering.js';
import { happensTo, twoFactorStream } from '../../support/account-history.js';
import { eraseOwnAccount } from '../../support/account-settings.js';
import { Client, somebody, type Credentials } from '../../support/client.js';
import { eventually } from '../../support/eventually.js';
import { downloadHistory } from '../../support/history-download.js';
import { startService, type Service } from '../../support/service.js';

const OFTEN = { environment: { NOTARY_INTERVAL: '1' } };

/** What an address answers, and what one would where nothing is. */
async function answers(client: Client, accountId: string) {
  const [there, nowhere] = ['history.ndjson', 'nothing.ndjson'];
  const told = [there, nowhere].map(async (name) => {
    const { status, headers, text } = await client.request({}, `/accounts/${accountId}/${name}`);
    return [status, headers.get('content-type'), text];
  });
  return Promise.all(told);
}

/** What is downloaded, once so many events of it are signed. */
const signed = (client: Client, accountId: string, events = 1) =>
  eventually(async () => {
    const reply = await downloadHistory(client, accountId);
    expect(reply.status).toBe(200);
    expect(reply.text.split('\n').length).toBeGreaterThan(1 + events);
    return reply;
  });

describe('The history of an account', () => {
  let service: Service;
  let owner: Client;
  let accountId: string;
  let auditor: Client;
  beforeAll(async () => {
    service = await startService(OFTEN);
    owner = service.client();
    ({ accountId } = await owner.registered(somebody()));
    auditor = await service.keyClient('auditor');
    await signed(owner, accountId);
  });
  afterAll(() => service.dispose());

  const person = async (me: Credentials = somebody()) => {
    const client = service.client();
    await client.registered(me);
    return client;
  };

  it.each<[string, () => Promise<Client>]>([
    ['a stranger', async () => service.client()],
    ['another person', () => person()],
    ['an application', () => service.keyClient('application')],
    ['who makes a token up', async () => new Client(service.urls, service.clock, `cs_key_${'x'.repeat(43)}`)],
    [
      'an auditor whose key was revoked',
      async () => {
        const key = await service.keyClient('auditor');
        await service.revokeKey(key);
        return key;
      },
    ],
  ])('is not there for %s', async (_, make) => {
    const [there, nowhere] = await answers(await make(), accountId);
    expect(there).toEqual(nowhere);
    expect(there).toMatchObject([404, 'application/json; charset=utf-8', expect.stringMatching(/Not Found/)]);
  });

  it('is not there any more for a person who signed out, or erased the account', async () => {
    const me = somebody();
    const [mine, other] = [await person(me), service.client()];
    await other.signIn(me);
    const { account } = (await mine.query('{ viewer { account { id } } }'))['viewer'] as {
      account: { id: string };
    };
    await signed(mine, account.id);
    await mine.signOut();
    await eraseOwnAccount(other, me);
    for (const client of [mine, other]) {
      const [there, nowhere] = await answers(client, account.id);
      expect([there, there![0]]).toEqual([nowhere, 404]);
    }
  });

  it.each([
    'nonsense',
    '019f0000-0000-7000-8000-000000000000',
    '%2e%2e',
    '..%2f..%2fhealthz',
    '%0d%0aset-cookie:%20a=b',
    '$all',
    'x'.repeat(99),
  ])('of %s is not there for auditors either', async (id) => {
    const [there, nowhere] = await answers(auditor, id);
    expect([there, there![0]]).toEqual([nowhere, 404]);
  });

  it('is a file a browser keeps, shows to no other site, and does not run', async () => {
    const browser = service.browser();
    const me = somebody();
    const { accountId: id } = await browser.registered(me);
    const { headers } = await signed(browser, id);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'application/x-ndjson; charset=utf-8',
      'content-disposition': `attachment; filename="countersign-history-${id}.ndjson"`,
      'cache-control': 'no-store',
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'x-correlation-id': expect.stringMatching(/^[\da-f-]{36}$/),
    });
    expect(headers.get('access-control-allow-origin')).toBeNull();
    // Of a request another site causes, this is never sent.
    expect(browser.setCookie).toContain('SameSite=Strict');
  });

  it.each(['', '-1', '1.5', 'x', '1&after=2', '9'.repeat(16)])(
    'is not gone on with behind "%s", which strangers are not told',
    async (after) => {
      const { status, text } = await downloadHistory(owner, accountId, after);
      expect([status, JSON.parse(text)]).toMatchObject([400, { error: 'Bad Request' }]);
      expect((await downloadHistory(service.client(), accountId, after)).status).toBe(404);
    },
  );

  it('is asked for again later when it was not signed yet', async () => {
    await using patient = await startService({ environment: { NOTARY_INTERVAL: '3600' } });
    const client = patient.client();
    const mine = await client.registered(somebody());
    const { status, headers, text } = await downloadHistory(client, mine.accountId);
    expect([status, headers.get('retry-after')]).toEqual([503, '3600']);
    expect(JSON.parse(text)).toMatchObject({ message: expect.stringContaining('signed yet') });
  });

  it('is asked for again later when the log does not answer, and nothing of that is told', async () => {
    await using broken = await startService(OFTEN);
    const client = broken.client();
    const mine = await client.registered(somebody());
    using db = databaseIn(broken.folder);
    db.exec('ALTER TABLE events RENAME TO gone');
    const { status, headers, text } = await downloadHistory(client, mine.accountId);
    db.exec('ALTER TABLE gone RENAME TO events');
    expect([status, headers.get('retry-after')]).toEqual([503, '5']);
    expect(text).not.toMatch(/table|events|sqlite/i);
  });
});

describe('A long history', () => {
  const LONGER_THAN_ANY_BUFFER = 80;
  let service: Service;
  let auditor: Client;
  let accountId: string;
  beforeEach(async () => {
    service = await startService(OFTEN);
    ({ accountId } = await service.client().registered(somebody()));
    await service.stop();
    const { eventStore, close } = openEmbeddedStorage(service.folder);
    const start = started() as Extract<TwoFactorEvent, { type: 'TwoFactorEnrollmentStarted' }>;
    const long = { ...start, data: { ...start.data, sealedSecret: 'x'.repeat(256 * 1024) } };
    const happenings = Array.from({ length: LONGER_THAN_ANY_BUFFER }, () => happensTo(accountId, long));
    await eventStore.append(
      twoFactorStream(accountId),
      NO_STREAM,
      happenings.map(({ event }) => event),
    );
    await close();
    await service.startAgain();
    auditor = await service.keyClient('auditor');
    await signed(auditor, accountId, 1 + LONGER_THAN_ANY_BUFFER);
  });
  afterEach(() => service.dispose());

  /** Takes the first bytes, and no more. */
  async function stalled(): Promise<{ request: ClientRequest; response: IncomingMessage }> {
    const headers = { authorization: `Bearer ${auditor.token!}` };
    const request = get(`${service.nextUrl()}/accounts/${accountId}/history.ndjson`, { headers });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    response.on('error', () => undefined);
    return { request, response };
  }

  it('is downloaded once at a time, and its place is free when its reader hangs up', async () => {
    const { request } = await stalled();
    const { status, headers, text } = await downloadHistory(auditor, accountId);
    expect([status, headers.get('retry-after')]).toEqual([429, '5']);
    expect(JSON.parse(text)).toMatchObject({ error: 'Too Many Requests' });
    request.destroy();
    await signed(auditor, accountId, 1 + LONGER_THAN_ANY_BUFFER);
  });

  it('is broken off within two seconds once the key of its reader is revoked', async () => {
    const { response } = await stalled();
    const broken = once(response, 'close', { signal: AbortSignal.timeout(2_500) }).catch(() => undefined);
    await service.revokeKey(auditor);
    await sleep(1_500);
    response.resume();
    await broken;
    expect([response.closed, response.complete]).toEqual([true, false]);
  });

  it('does not keep the service from stopping', async () => {
    const { response } = await stalled();
    // What breaks it off is an error of the response, which `once` of node:events would throw.
    const broken = new Promise<void>((resolve) => {
      response.once('close', resolve);
    });
    await service.stop();
    response.resume();
    await broken;
    expect(response.complete).toBe(false);
    await service.startAgain();
  });
});
