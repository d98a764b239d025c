import { SystemClock } from '../../../src/clock.js';
import { Client } from '../../support/client.js';
import { EventStoreDbServer } from '../../support/eventstoredb/eventstoredb-server.js';
import { eventually } from '../../support/eventually.js';
import { start, type Running } from '../../support/process.js';
import { keptEvents } from './kept.js';
import {
  expectNobodyIsLetIn,
  expectOwnerIsLetIn,
  followAs,
  isReady,
  isWaitingFor,
  newOwner,
} from './outages.js';
import { startServers, type Servers } from './servers.js';

let servers: Servers;
let replica: Running;
beforeAll(async () => {
  servers = await startServers();
  replica = await servers.replica();
});
afterAll(() => servers.remove());

/** How often a step was accepted, by the log. */
function acceptances(accountId: string): readonly unknown[] {
  const ofAccount = keptEvents(servers).filter(({ stream }) => stream === `twoFactor-${accountId}`);
  const accepting = ['TwoFactorEnrollmentConfirmed', 'TwoFactorCodeAccepted', 'TwoFactorDisabled'];
  return ofAccount.filter(({ type }) => accepting.includes(type)).map(({ data }) => data['step']);
}

describe('When the event store goes while the service runs', () => {
  it('nobody is let in until it is back; then sessions, challenges and codes are worth what they were', async () => {
    const owner = await newOwner(replica);
    await servers.eventStore.kill();
    await isWaitingFor(replica, 'eventStore');
    await expectNobodyIsLetIn(replica, owner);
    await servers.eventStore.startAgain();
    await isReady(replica);
    await expectOwnerIsLetIn(replica, owner);
  });

  it('subscriptions stay open, and tell what comes after', async () => {
    const owner = await newOwner(replica);
    const subscriber = followAs(replica, owner);
    await subscriber.received(3);
    await servers.eventStore.kill();
    await servers.eventStore.startAgain();
    await isReady(replica);
    const client = new Client(replica.url, new SystemClock(), owner.token);
    await client.disableTwoFactor(owner.credentials.password, client.code(owner.secret, 1));
    expect((await subscriber.received(4)).map(({ type }) => type)).toEqual([
      'TWO_FACTOR_ENROLLMENT_STARTED',
      'TWO_FACTOR_ENROLLMENT_CONFIRMED',
      'TWO_FACTOR_RECOVERY_CODES_ISSUED',
      'TWO_FACTOR_DISABLED',
    ]);
    expect(subscriber.errors).toEqual([]);
    await subscriber.dispose();
  });
});

describe('A code whose acceptance the event store', () => {
  it.each([
    ['never got', 'dropBeforeCommit'],
    ['kept, and broke off before it said so', 'dropAfterCommit'],
    ['kept, and never said so', 'silentAfterCommit'],
    ['kept, and said that it took too long', 'timeOutAfterCommit'],
  ] as const)('%s lets its owner in once', async (_, fault) => {
    const { challenge, secret, accountId, credentials } = await newOwner(replica);
    await servers.eventStore.server.faults[fault](1);
    const owner = replica.client();
    const code = owner.code(secret, 1);
    expect(await owner.answerChallenge(challenge, code)).toMatchObject({ __typename: 'SignedIn' });

    const again = await owner.signIn(credentials);
    expect(await owner.answerChallenge(again['challenge'] as string, code)).toMatchObject({
      __typename: 'CodeRefused',
    });
    expect(acceptances(accountId)).toHaveLength(2);
  });

  it('keeps, and answers to nobody ever, is refused with the invitation to try again, and is spent', async () => {
    const { challenge, secret, accountId, credentials } = await newOwner(replica);
    // As often as the service tries.
    await servers.eventStore.server.faults.silentAfterCommit(3);
    const owner = replica.client();
    const code = owner.code(secret, 1);
    await expect(owner.answerChallenge(challenge, code)).rejects.toThrow('"retryable":true');
    await servers.eventStore.server.faults.behave();
    for (const open of [challenge, (await owner.signIn(credentials))['challenge'] as string]) {
      expect(await owner.answerChallenge(open, code)).toMatchObject({ __typename: 'CodeRefused' });
    }
    expect(acceptances(accountId)).toHaveLength(2);
  });
});

describe('When another node of the event store becomes the leader', () => {
  it('the service goes there by itself, and takes no code twice', async () => {
    const first = await EventStoreDbServer.start();
    const second = await EventStoreDbServer.start({ store: first.store, peers: [first] });
    second.notLeader(first.host, first.port);
    const seeds = [first, second].map(({ host, port }) => `${host}:${String(port)}`).join(',');
    const environment = {
      ...servers.environment,
      EVENT_STORE_URL: `esdb://${seeds}?tls=false`,
      DATABASE_URL: await servers.postgres.newDatabase(),
    };
    const onTwoNodes = await start({ environment });
    try {
      const { challenge, secret, credentials } = await newOwner(onTwoNodes);
      first.notLeader(second.host, second.port);
      second.behave();
      const owner = onTwoNodes.client();
      const code = owner.code(secret, 1);
      const answered = await eventually(() => owner.answerChallenge(challenge, code));
      expect(answered).toMatchObject({ __typename: 'SignedIn' });
      const again = await owner.signIn(credentials);
      expect(await owner.answerChallenge(again['challenge'] as string, code)).toMatchObject({
        __typename: 'CodeRefused',
      });
      expect(await onTwoNodes.stop()).toMatchObject({ code: 0, stderr: '' });
    } finally {
      await second.close();
      await first.close();
    }
  });
});
