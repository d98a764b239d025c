import type { Running } from '../../support/process.js';
import {
  expectNobodyIsLetIn,
  expectOwnerIsLetIn,
  isReady,
  isWaitingFor,
  newOwner,
  type Need,
} from './outages.js';
import { startServers, type Servers } from './servers.js';

let servers: Servers;
beforeAll(async () => {
  servers = await startServers();
});
afterAll(() => servers.remove());

interface Missing {
  readonly take: () => Promise<void>;
  readonly bring: () => Promise<void>;
  readonly waitingFor: readonly Need[];
}
const eventStore: Missing = {
  take: () => servers.eventStore.kill(),
  bring: () => servers.eventStore.startAgain(),
  waitingFor: ['eventStore'],
};
const database: Missing = {
  take: () => servers.postgres.stop(),
  bring: () => servers.postgres.startAgain(),
  waitingFor: ['database', 'keys'],
};
const both: Missing = {
  take: async () => {
    await Promise.all([eventStore.take(), database.take()]);
  },
  bring: async () => {
    await database.bring();
    await eventStore.bring();
  },
  waitingFor: ['eventStore', 'database', 'keys'],
};

describe('A replica that starts', () => {
  it.each([
    ['the event store', eventStore],
    ['the database', database],
    ['both', both],
  ])(
    'without %s is not ready, lets nobody in, and becomes ready by itself',
    async (_, { take, bring, waitingFor }) => {
      const first = await servers.replica();
      const owner = await newOwner(first);
      await first.stop();

      await take();
      const replica = await servers.replica();
      await isWaitingFor(replica, ...waitingFor);
      await expectNobodyIsLetIn(replica, owner);
      await isWaitingFor(replica, ...waitingFor);
      expectOneLineEach(replica, waitingFor);
      await bring();
      await isReady(replica);
      await expectOwnerIsLetIn(replica, owner);
      expect(await replica.stop()).toMatchObject({ code: 0, stderr: '' });
    },
  );

  it('without servers stops when it is told to', async () => {
    await both.take();
    const replica = await servers.replica();
    expect(await replica.stop()).toMatchObject({ code: 0, stderr: '' });
    await both.bring();
  });
});

/** The operator is told once what is waited for. */
function expectOneLineEach(replica: Running, waitingFor: readonly Need[]): void {
  const lines = replica.output().split('\n');
  const saying = (text: string) => lines.filter((line) => line.includes(text));
  expect(saying('EventStoreDB does not answer yet.')).toHaveLength(waitingFor.includes('eventStore') ? 1 : 0);
  expect(saying('PostgreSQL does not answer (')).toHaveLength(waitingFor.includes('database') ? 1 : 0);
  expect(replica.output()).not.toContain(new URL(servers.databaseUrl).password);
}
