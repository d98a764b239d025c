import { readFileSync } from 'node:fs';
import { SystemClock } from '../../../src/clock.js';
import { Client } from '../../support/client.js';
import type { Reply } from '../../support/client-transport.js';
import type { Running } from '../../support/process.js';
import { expectOwnerIsLetIn, expectRetryable, isReady, newOwner, type Owner } from './outages.js';
import { startServers, type Servers } from './servers.js';

/** More than a replica has under way at a time. */
const AT_ONCE = 600;
/** Fewer than that: there is room for others. */
const A_FEW = 100;
const WAVES = 6;
/** What answering so many costs for a moment; keeping them would cost more with each wave. */
const FLUCTUATION_MB = 100;

let servers: Servers;
let replica: Running;
let owner: Owner;
beforeAll(async () => {
  servers = await startServers();
  // With little room what is left over is collected soon, and what is kept shows.
  replica = await servers.replica({ NODE_OPTIONS: '--max-old-space-size=110' });
  owner = await newOwner(replica);
});
afterEach(async () => {
  await servers.eventStore.server.faults.behave();
  await isReady(replica);
});
afterAll(() => servers.remove());

/** Many at once who ask for what takes the event store. */
async function askAll(count = AT_ONCE): Promise<readonly Reply[]> {
  const client = new Client(replica.url, new SystemClock(), owner.token);
  return Promise.all(Array.from({ length: count }, () => client.send('{ viewer { account { id } } }')));
}

function residentMb(): number {
  const status = readFileSync(`/proc/${String(replica.pid)}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1_024;
}

describe('While the event store is slow', () => {
  // How many it turns away depends on the machine; that it does, eventstoredb-overload.int.spec.ts shows.
  it('everyone is answered right or asked to try again', async () => {
    await servers.eventStore.server.faults.delay(1_500);
    const replies = await askAll();
    const answered = replies.filter(({ errors }) => !errors);
    expect(answered.length).toBeGreaterThan(0);
    for (const { data } of answered) expect(data).toEqual({ viewer: { account: { id: owner.accountId } } });
    replies.filter(({ errors }) => errors).forEach(expectRetryable);
  });

  it('a code that is sent twice is taken once', async () => {
    const { challenge, secret, credentials } = await newOwner(replica);
    const clients = [replica.client(), replica.client()];
    const again = await replica.client().signIn(credentials);
    const code = replica.client().code(secret, 1);
    await servers.eventStore.server.faults.delay(300);
    const challenges = [challenge, again['challenge'] as string];
    const replies = clients.map((client, index) => client.answerChallenge(challenges[index]!, code));
    const types = (await Promise.all(replies)).map(({ __typename }) => __typename);
    expect(types.sort()).toEqual(['CodeRefused', 'SignedIn']);
  });
});

describe('While the event store takes requests and answers none', () => {
  it('everyone is asked to try again, and nothing is kept of those who were', async () => {
    await servers.eventStore.server.faults.stall();
    (await askAll()).forEach(expectRetryable);
    const before = residentMb();
    const after: number[] = [];
    for (let wave = 0; wave < WAVES; wave++) {
      (await askAll()).forEach(expectRetryable);
      after.push(residentMb() - before);
    }
    // What was not collected yet is there for a moment; what is kept is there after each of them.
    expect(Math.min(...after.slice(WAVES / 2))).toBeLessThan(FLUCTUATION_MB);
  });

  it('what does not take it is answered', async () => {
    const { token } = await newOwner(replica);
    await servers.eventStore.server.faults.stall();
    const waiting = askAll(A_FEW);
    const client = new Client(replica.url, new SystemClock(), token);
    expect(await client.query('{ __typename }')).toEqual({ __typename: 'Query' });
    expect(await client.signOut()).toMatchObject({ wasSignedIn: true });
    (await waiting).forEach(expectRetryable);
  });

  it('and then answers again, its replica does too', async () => {
    await expectOwnerIsLetIn(replica, owner);
    expect(await replica.stop()).toMatchObject({ code: 0, stderr: '' });
    replica = await servers.replica();
  });
});
