import { streamNameFilter, type EventStoreDBClient, type Filter, type Position } from '@eventstore/db-client';
import { eventually } from '../eventually.js';
import { EventStoreDbServer } from './eventstoredb-server.js';
import { clientOf, collect, listen, numbered, numberOf } from './talk.js';

const END_OF_LOG = 18446744073709551615n;

let server: EventStoreDbServer;
let client: EventStoreDBClient;
beforeEach(async () => {
  server = await EventStoreDbServer.start();
  client = clientOf(server.connectionString);
});
afterEach(async () => {
  await client.dispose();
  await server.close();
});

const ofAccounts = (options: Partial<Parameters<typeof streamNameFilter>[0]> = {}): Filter =>
  streamNameFilter({ prefixes: ['account-', 'username-'], ...options });

async function write(stream: string, count: number, from = 0): Promise<void> {
  for (const event of numbered(count, from)) await client.appendToStream(stream, event);
}

const positionOf = async (stream: string, revision: bigint): Promise<Position> => {
  const [found] = await collect(client.readStream(stream, { fromRevision: revision, maxCount: 1 }));
  return found!.event!.position!;
};

it('brings what is there and then what comes, of the streams that are wanted, in order', async () => {
  await write('account-1', 3);
  await write('other-1', 3, 100);
  const told = listen(client.subscribeToAll({ filter: ofAccounts() }));
  await eventually(() => expect(told.caughtUp).toBe(1));
  await write('other-1', 1, 103);
  await write('username-1', 2, 3);
  await eventually(() => expect(told.events.map(numberOf)).toEqual([0, 1, 2, 3, 4]));
  const positions = told.events.map(({ event }) => event!.position.commit);
  expect(positions).toEqual([...new Set(positions)].toSorted((a, b) => Number(a - b)));
});

it('goes on after the position it is given, which is not included', async () => {
  await write('account-1', 5);
  const fromPosition = await positionOf('account-1', 2n);
  const told = listen(client.subscribeToAll({ filter: ofAccounts(), fromPosition }));
  await write('account-1', 1, 5);
  await eventually(() => expect(told.events.map(numberOf)).toEqual([3, 4, 5]));
});

it('from the end brings only what comes', async () => {
  await write('account-1', 5);
  const told = listen(client.subscribeToAll({ fromPosition: 'end' }));
  await eventually(() => expect(told.caughtUp).toBe(1));
  await client.appendToStream('account-1', numbered(1, 5));
  await eventually(() => expect(told.events.map(({ event }) => event?.type)).toContain('Counted'));
  expect(told.events.map(numberOf)[0]).toBe(5);
});

it("brings the server's own events to who wants them, but never those it hides", async () => {
  await write('account-1', 10);
  for (const filter of [undefined, streamNameFilter({ prefixes: ['$'] })]) {
    const told = listen(client.subscribeToAll({ ...(filter && { filter }) }));
    await eventually(() => expect(told.caughtUp).toBe(1));
    const types = new Set(told.events.map(({ event }) => event?.type));
    expect(types).toContain('$metadata');
    expect(types).toContain('$>');
    expect(types).not.toContain('$epoch-information');
  }
});

it('from a position beyond the end says nothing of what comes before it', async () => {
  const far = { commit: 1_000_000n, prepare: 1_000_000n };
  const told = listen(client.subscribeToAll({ filter: ofAccounts(), fromPosition: far }));
  await eventually(() => expect(told.caughtUp).toBe(1));
  await write('account-1', 3);
  const filler = { type: 'Filler', contentType: 'application/json', data: 'x'.repeat(400_000) } as const;
  for (const id of numbered(3).map((event) => event.id)) {
    await client.appendToStream('other-1', { ...filler, id, metadata: undefined });
  }
  await write('account-1', 1, 3);
  await eventually(() => expect(told.events.map(numberOf)).toEqual([3]));
});

it('from a position the server did not name ends with an error', async () => {
  await write('account-1', 3);
  const { commit } = await positionOf('account-1', 1n);
  const fromPosition = { commit: commit + 1n, prepare: commit + 1n };
  const told = listen(client.subscribeToAll({ filter: ofAccounts(), fromPosition }));
  await eventually(() => expect(told.faults).toMatchObject([{ code: 3 }]));
});

it('loses nothing when the client is slower than the log', async () => {
  const subscription = client.subscribeToAll({ filter: ofAccounts() }, { highWaterMark: 1 });
  const told = listen(subscription);
  await eventually(() => expect(told.caughtUp).toBe(1));
  subscription.pause();
  for (let batch = 0; batch < 30; batch++) {
    const wide = numbered(20, batch * 20).map((event) => ({
      ...event,
      metadata: { filler: 'x'.repeat(2_000) },
    }));
    await client.appendToStream('account-1', wide);
  }
  subscription.resume();
  await eventually(() => expect(told.events).toHaveLength(600));
  expect(told.events.map(numberOf)).toEqual(numbered(600).map((_, number) => number));
  // It went back to reading at least once, and caught up again.
  await eventually(() => expect(told.caughtUp).toBeGreaterThan(1));
});

describe('checkpoints', () => {
  const checkpointsOf = (
    filter: Partial<Parameters<typeof streamNameFilter>[0]>,
    fromPosition?: Position,
  ) => {
    const reached: Position[] = [];
    const note = async (_: unknown, position: Position) => void reached.push(position);
    const told = listen(
      client.subscribeToAll({
        filter: ofAccounts({ ...filter, checkpointReached: note }),
        ...(fromPosition && { fromPosition }),
      }),
    );
    return { reached, told };
  };

  it('come while it reads what is not wanted, and lie between two events', async () => {
    await client.appendToStream('account-1', numbered(1));
    await client.appendToStream('other-1', numbered(70));
    await client.appendToStream('account-1', numbered(1, 1));
    const { reached, told } = checkpointsOf({ checkpointInterval: 1, maxSearchWindow: 10 });
    await eventually(() => expect(told.caughtUp).toBe(1));
    const between = reached.filter(({ commit, prepare }) => prepare < commit);
    expect(between.length).toBeGreaterThan(3);
    expect(told.events.map(numberOf)).toEqual([0, 1]);
  });

  it('between two events leave the second to come', async () => {
    await client.appendToStream('other-1', numbered(36));
    await client.appendToStream('account-1', numbered(1));
    await client.appendToStream('other-1', numbered(40));
    const { commit } = await positionOf('account-1', 0n);
    const before = listen(
      client.subscribeToAll({ filter: ofAccounts(), fromPosition: { commit, prepare: 0n } }),
    );
    await eventually(() => expect(before.events.map(numberOf)).toEqual([0]));
    const at = listen(
      client.subscribeToAll({ filter: ofAccounts(), fromPosition: { commit, prepare: commit } }),
    );
    await eventually(() => expect(at.caughtUp).toBe(1));
    expect(at.events).toEqual([]);
  });

  it('come when it is live, after so many events of any stream', async () => {
    await write('account-1', 1);
    const { reached, told } = checkpointsOf({ checkpointInterval: 2, maxSearchWindow: 5 });
    await eventually(() => expect(told.caughtUp).toBe(1));
    expect(reached).toEqual([await positionOf('account-1', 0n)]);
    await client.appendToStream('other-1', numbered(25));
    await eventually(() => expect(reached).toHaveLength(3));
    expect(reached.slice(1)).toEqual([await positionOf('other-1', 9n), await positionOf('other-1', 19n)]);
  });

  it('stand at the end of the log for ever, when it has seen nothing at all when it goes live', async () => {
    const { reached, told } = checkpointsOf({ checkpointInterval: 1, maxSearchWindow: 32 });
    await eventually(() => expect(told.caughtUp).toBe(1));
    await client.appendToStream('other-1', numbered(40));
    await client.appendToStream('account-1', numbered(1));
    await eventually(() => expect(told.events).toHaveLength(1));
    expect(reached).toEqual([{ commit: END_OF_LOG, prepare: END_OF_LOG }]);
  });
});
