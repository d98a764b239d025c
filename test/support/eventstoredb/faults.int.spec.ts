import { UnavailableError, type EventStoreDBClient } from '@eventstore/db-client';
import { eventually } from '../eventually.js';
import { EventStoreDbServer } from './eventstoredb-server.js';
import { clientOf, collect, isUnanswered, listen, numbered, numberOf, UNARY, withServer } from './talk.js';

let server: EventStoreDbServer;
let client: EventStoreDBClient;
beforeEach(async () => {
  server = await EventStoreDbServer.start();
  client = clientOf(server.connectionString);
  await client.appendToStream('account-1', numbered(1));
});
afterEach(async () => {
  await client.dispose();
  await server.close();
});

const read = async () => (await collect(client.readStream('account-1'))).map(numberOf);

describe.each([
  ['a call of its own', UNARY],
  ['a BatchAppend call', {}],
])('an append by %s', (_, kind) => {
  const append = () => client.appendToStream('account-1', numbered(1, 1), { expectedRevision: 0n, ...kind });

  it('whose connection breaks before the commit is not there', async () => {
    server.dropBeforeCommit();
    await expect(append()).rejects.toThrow(UnavailableError);
    expect(await eventually(read)).toEqual([0]);
    await append();
    expect(await read()).toEqual([0, 1]);
  });

  it('whose connection breaks after the commit is there, and can be told by repeating it', async () => {
    server.dropAfterCommit();
    const events = numbered(1, 1);
    const repeat = () => client.appendToStream('account-1', events, { expectedRevision: 0n, ...kind });
    await expect(repeat()).rejects.toThrow(UnavailableError);
    expect(await eventually(read)).toEqual([0, 1]);
    expect(await repeat()).toMatchObject({ nextExpectedRevision: 1n });
    expect(await read()).toEqual([0, 1]);
  });

  it('that is not answered is there', async () => {
    server.silentAfterCommit();
    const asked = append();
    await eventually(async () => expect(await read()).toEqual([0, 1]));
    expect(await isUnanswered(asked)).toBe(true);
    await client.dispose();
  });

  it('that is answered with a time limit is there all the same', async () => {
    server.timeOutAfterCommit();
    await expect(append()).rejects.toMatchObject({ type: kind === UNARY ? 'timeout' : 'deadline-exceeded' });
    expect(await read()).toEqual([0, 1]);
  });

  it('is not answered and not there while the server stalls', async () => {
    await withServer({ writeTimeout: 10 }, async (other, stalling) => {
      const first = numbered(1);
      await eventually(() => other.appendToStream('account-1', first));
      stalling.stall();
      expect(await isUnanswered(other.appendToStream('account-1', numbered(1, 1), kind))).toBe(true);
      stalling.behave();
      expect((await collect(other.readStream('account-1'))).map(numberOf)).toEqual([0]);
    });
  });

  it('is refused by a server that is not ready', async () => {
    server.refuse();
    await expect(append()).rejects.toMatchObject({ type: kind === UNARY ? 'unavailable' : 'unknown' });
    server.behave();
    expect(await eventually(read)).toEqual([0]);
  });

  it('waits as long as it is told to', async () => {
    server.delay(150);
    const began = performance.now();
    await append();
    expect(performance.now() - began).toBeGreaterThan(140);
  });
});

it('faults of the next appends are used up one by one', async () => {
  server.dropBeforeCommit(2);
  for (const number of [1, 2]) {
    await expect(client.appendToStream('account-1', numbered(1, number), UNARY)).rejects.toThrow(
      UnavailableError,
    );
  }
  await eventually(() => client.appendToStream('account-1', numbered(1, 3), UNARY));
  expect(await read()).toEqual([0, 3]);
});

it('reads are delayed, stalled, and refused too', async () => {
  server.delay(150);
  const began = performance.now();
  await read();
  expect(performance.now() - began).toBeGreaterThan(140);
  server.behave();
  server.stall();
  expect(await isUnanswered(read())).toBe(true);
  server.behave();
  server.refuse();
  await expect(read()).rejects.toThrow(UnavailableError);
});

it.each([
  ['unavailable', [{ type: 'unavailable' }]],
  ['cancelled', [{ type: 'cancelled' }]],
  ['end', []],
] as const)('drops subscriptions: %s', async (how, faults) => {
  const subscription = client.subscribeToAll();
  const told = listen(subscription);
  await eventually(() => expect(told.caughtUp).toBe(1));
  let hasEnded = false;
  subscription.on('end', () => {
    hasEnded = true;
  });
  server.dropSubscriptions(how);
  await eventually(() => expect(told.faults).toMatchObject(faults));
  await eventually(() => expect(hasEnded).toBe(how === 'end'));
});

it('stops, and starts again on the same port with the same log', async () => {
  const { port } = server;
  const told = listen(client.subscribeToAll());
  await eventually(() => expect(told.caughtUp).toBe(1));
  await server.stop();
  await eventually(() => expect(told.faults).toMatchObject([{ type: 'unavailable' }]));
  await expect(read()).rejects.toThrow(UnavailableError);
  await server.start();
  expect(server.port).toBe(port);
  expect(await eventually(read)).toEqual([0]);
});
