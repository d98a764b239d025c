import { LOG_START, NO_STREAM } from '../../src/event-store/event-store.js';
import type { EventStoreDbServer } from '../support/eventstoredb/eventstoredb-server.js';
import { eventually } from '../support/eventually.js';
import { newEvent, newEvents, newStream } from '../support/new-events.js';
import { closeAll, connect, following, newServer, questions, UNAVAILABLE } from './eventstoredb-connected.js';

let leader: EventStoreDbServer;
let follower: EventStoreDbServer;
beforeEach(async () => {
  leader = await newServer();
  follower = await newServer({ store: leader.store, peers: [leader] });
  follower.notLeader(leader.host, leader.port);
});
afterEach(closeAll);

/** The other node is elected. */
const elect = () => {
  leader.notLeader(follower.host, follower.port);
  follower.behave();
};
const nodes = () => `${follower.host}:${String(follower.port)},${leader.host}:${String(leader.port)}`;

describe('A store that is connected to a follower', () => {
  it.each([0, 1, 2, 3])('goes to the leader with whatever it is asked first (question %i)', async (first) => {
    const asked = questions(connect(follower.connectionString), newStream());
    await expect(asked[first]!()).resolves.toBeDefined();
  });

  it('goes back when the follower is elected', async () => {
    const store = connect(follower.connectionString);
    const stream = newStream();
    await store.append(stream, NO_STREAM, newEvents(1));
    elect();
    await store.append(stream, 0, newEvents(1));
    expect(await store.readStream(stream, { limit: 10 })).toHaveLength(2);
  });

  it('asks nobody but a leader, also for what it only reads', async () => {
    const store = connect(follower.connectionString);
    const stream = newStream();
    follower.noLeader();
    for (const ask of questions(store, stream)) await expect(ask()).rejects.toMatchObject(UNAVAILABLE);
    follower.notLeader(leader.host, leader.port);
    expect(await eventually(() => store.append(stream, NO_STREAM, [newEvent()]))).toMatchObject({
      revision: 0,
    });
  });

  it('follows the log through an election', async () => {
    const store = connect(follower.connectionString);
    const stream = newStream();
    const followed = following(connect(follower.connectionString), LOG_START);
    await store.append(stream, NO_STREAM, newEvents(5));
    await eventually(() => expect(followed.events).toHaveLength(5));
    elect();
    leader.dropSubscriptions();
    follower.dropSubscriptions();
    await store.append(stream, 4, newEvents(5));
    await eventually(() => expect(followed.events.length).toBeGreaterThanOrEqual(10));
    expect(followed.events).toStrictEqual(await store.readStream(stream, { limit: 100 }));
  });
});

describe.each([
  ['several nodes are named', () => `esdb://${nodes()}?tls=false&discoveryInterval=20`],
  [
    'the nodes are discovered',
    () => `kurrentdb+discover://${follower.host}:${String(follower.port)}?tls=false&discoveryInterval=20`,
  ],
])('When %s,', (_, url) => {
  it('the store finds the leader, and the next one when that is gone', async () => {
    const store = connect(url());
    const stream = newStream();
    await store.append(stream, NO_STREAM, newEvents(2));
    elect();
    await leader.stop();
    await eventually(() => store.append(stream, 1, newEvents(2)));
    await expect(store.head()).resolves.toBeGreaterThan(LOG_START);
    expect(await store.readStream(stream, { limit: 10 })).toHaveLength(4);
  });

  it('the store waits for the leader while there is none', async () => {
    const store = connect(`${url()}&maxDiscoverAttempts=2`);
    await Promise.all([leader.stop(), follower.stop()]);
    for (const ask of questions(store, newStream())) await expect(ask()).rejects.toMatchObject(UNAVAILABLE);
    const followed = following(store, LOG_START);
    await Promise.all([leader.start(), follower.start()]);
    await eventually(() => store.append(newStream(), NO_STREAM, newEvents(1)));
    await eventually(() => expect(followed.events).toHaveLength(1));
  });
});
