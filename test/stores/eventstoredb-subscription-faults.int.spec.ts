import type { EventStoreDbEventStore } from '../../src/event-store/eventstoredb-event-store.js';
import { LOG_START, NO_STREAM, type RecordedEvent } from '../../src/event-store/event-store.js';
import type { EventStoreDbServer } from '../support/eventstoredb/eventstoredb-server.js';
import { eventually } from '../support/eventually.js';
import type { Follower } from '../support/follower.js';
import { newEvents, newStream } from '../support/new-events.js';
import { closeAll, connect, following, newServer } from './eventstoredb-connected.js';

let server: EventStoreDbServer;
let store: EventStoreDbEventStore;
beforeEach(async () => {
  server = await newServer();
  store = connect(server.connectionString);
});
afterEach(closeAll);

const append = (count: number) => store.append(newStream(), NO_STREAM, newEvents(count));
const log = async (after = LOG_START): Promise<readonly RecordedEvent[]> =>
  (await store.readAll({ after, limit: 10_000 })).events;
const expectAll = async (follower: Follower, after = LOG_START) => {
  const expected = await log(after);
  await eventually(() => expect(follower.events.length).toBeGreaterThanOrEqual(expected.length));
  expect(follower.events).toStrictEqual(expected);
};

describe.each([
  ['breaks off, as at a shutdown', async () => server.dropSubscriptions('unavailable')],
  ['cancels', async () => server.dropSubscriptions('cancelled')],
  ['just ends', async () => server.dropSubscriptions('end')],
  ['restarts', () => server.restart()],
])('A subscription that the server %s', (_, drop) => {
  it('goes on after the last event it brought, again and again', async () => {
    await append(3);
    const follower = following(store, LOG_START);
    for (let round = 0; round < 3; round++) {
      await expectAll(follower);
      await drop();
      await eventually(() => append(3));
    }
    await expectAll(follower);
    expect(follower.events.length).toBeGreaterThanOrEqual(12);
  });

  it('misses nothing and repeats nothing of what is written meanwhile', async () => {
    const follower = following(store, LOG_START);
    const writing = (async () => {
      for (let number = 0; number < 60; number++) await eventually(() => append(5));
    })();
    for (let round = 0; round < 5; round++) {
      await eventually(() => expect(follower.events.length).toBeGreaterThan(round * 50));
      await drop();
    }
    await writing;
    await expectAll(follower);
  });

  it('goes on from where it was begun when it had brought nothing yet', async () => {
    const { position } = await append(3);
    const follower = following(store, position);
    await eventually(() => expect(server.subscribed).toHaveLength(1));
    await drop();
    await eventually(() => append(2));
    await expectAll(follower, position);
  });

  it('goes on in the middle of a long log', async () => {
    for (let count = 0; count < 4; count++) await append(300);
    const follower = following(store, LOG_START);
    await eventually(() => expect(follower.events.length).toBeGreaterThan(0));
    await drop();
    await expectAll(follower);
  });
});

it('A subscription goes on from the position of any event, with a server that was restarted', async () => {
  await append(5);
  const [, second] = await log();
  await server.restart();
  const follower = following(store, second!.position);
  await append(2);
  await expectAll(follower, second!.position);
  expect(follower.events).toHaveLength(5);
});

it('A subscription that the server never begins is begun again', async () => {
  const impatient = connect(server.connectionString, { timeLimit: 100 });
  await append(2);
  server.stall();
  const follower = following(impatient, LOG_START);
  await eventually(() => expect(server.subscribed.length).toBeGreaterThanOrEqual(2));
  server.behave();
  await expectAll(follower);
});

it('A subscription that is refused is tried again at growing intervals', async () => {
  await store.head();
  server.refuse();
  const began = performance.now();
  following(store, LOG_START);
  await eventually(() => expect(server.subscribed).toHaveLength(4));
  // 100, 200 and 400 ms; timers may be a little early.
  expect(performance.now() - began).toBeGreaterThan(690);
});

it('A subscription that has broken off ends when it is told to, in the pause before the next', async () => {
  await store.head();
  server.refuse();
  const follower = following(store, LOG_START);
  await eventually(() => expect(server.subscribed.length).toBeGreaterThan(0));
  await follower.stop();
  expect(follower.events).toStrictEqual([]);
});
