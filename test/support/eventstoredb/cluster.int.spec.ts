import { NotLeaderError, type EventStoreDBClient } from '@eventstore/db-client';
import { eventually } from '../eventually.js';
import { EventStoreDbServer } from './eventstoredb-server.js';
import { clientOf, collect, listen, numbered, numberOf, UNARY } from './talk.js';

let leader: EventStoreDbServer;
let follower: EventStoreDbServer;
let client: EventStoreDBClient;
beforeEach(async () => {
  leader = await EventStoreDbServer.start();
  follower = await EventStoreDbServer.start({ store: leader.store, peers: [leader] });
  follower.notLeader(leader.host, leader.port);
  client = clientOf(follower.connectionString);
});
afterEach(async () => {
  await client.dispose();
  await follower.close();
  await leader.close();
});

const LEADER = { requiresLeader: true };

it.each([
  ['a call of its own', UNARY],
  ['a BatchAppend call', {}],
])(
  'a follower names the leader to an append that asks for it, by %s, and the client goes there',
  async (_, kind) => {
    const append = () => client.appendToStream('account-1', numbered(1), { ...kind, ...LEADER });
    const refused = append();
    await expect(refused).rejects.toThrow(NotLeaderError);
    await expect(refused).rejects.toMatchObject({ leader: { address: leader.host, port: leader.port } });
    await eventually(append);
    expect(await collect(client.readStream('account-1', LEADER))).toHaveLength(1);
  },
);

it('a follower names the leader to reads that ask for it', async () => {
  await expect(collect(client.readStream('account-1', LEADER))).rejects.toThrow(NotLeaderError);
});

it('a follower names the leader to a subscription that asks for it and has something to read', async () => {
  const told = listen(client.subscribeToAll(LEADER));
  await eventually(() => expect(told.faults[0]).toBeInstanceOf(NotLeaderError));
});

it('a follower takes what does not ask for the leader', async () => {
  await client.appendToStream('account-1', numbered(1));
  expect(await collect(client.readStream('account-1'))).toHaveLength(1);
});

it('a follower brings what is written to the leader to its subscriptions', async () => {
  const told = listen(client.subscribeToAll({ fromPosition: 'end' }));
  await eventually(() => expect(told.caughtUp).toBe(1));
  const other = clientOf(leader.connectionString);
  await other.appendToStream('account-1', numbered(2));
  await eventually(() => expect(told.events.map(numberOf)).toEqual([0, 1]));
  await other.dispose();
});

it('gossip tells who leads, and discovery finds it', async () => {
  const seeds = [follower, leader].map(({ host, port }) => `${host}:${String(port)}`).join(',');
  const append = async (number: number) => {
    const discovering = clientOf(`esdb://${seeds}?tls=false&nodePreference=leader`);
    await discovering.appendToStream('account-1', numbered(1, number), LEADER);
    await discovering.dispose();
  };
  // The client asks the seeds in any order, and would take any node that is no worse than the others.
  for (let number = 0; number < 8; number++) await append(number);
  follower.behave();
  leader.notLeader(follower.host, follower.port);
  for (let number = 8; number < 16; number++) await append(number);
  expect(await collect(client.readStream('account-1', LEADER))).toHaveLength(16);
});
