import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { LOG_START, NO_STREAM, type EventStore } from '../../src/event-store/event-store.js';
import { eventually } from '../support/eventually.js';
import { newEvents, newStream } from '../support/new-events.js';
import { closeAll, connect, following, newServer } from './eventstoredb-connected.js';

afterEach(closeAll);

describe('The head of the log', () => {
  it('is where the newest event of this service is, however much others have written since', async () => {
    const server = await newServer();
    const connected = () => connect(server.connectionString);
    const [store, other] = [connected(), connected()];
    const outsider = EventStoreDBClient.connectionString(server.connectionString);
    const noise = () => Array.from({ length: 700 }, () => jsonEvent({ type: 'Noise', data: {} }));
    expect(await store.head()).toBe(LOG_START);
    await outsider.appendToStream('noise-1', noise());
    expect(await store.head()).toBe(LOG_START);

    for (let round = 0; round < 2; round++) {
      const { position } = await other.append(newStream(), NO_STREAM, newEvents(2));
      await outsider.appendToStream('noise-1', noise());
      await outsider.appendToStream('noise-1', noise());
      expect(await store.head()).toBe(position);
      expect(await store.head()).toBe(position);
    }
    await outsider.dispose();
  });

  it('counts whatever streams the server has for itself as those of others', async () => {
    const server = await newServer();
    const store = connect(server.connectionString);
    for (let count = 0; count < 12; count++) {
      const { position } = await store.append(newStream(), NO_STREAM, newEvents(1));
      expect(await connect(server.connectionString).head()).toBe(position);
    }
  });

  const ways: readonly (readonly [string, (store: EventStore, stream: string) => Promise<unknown>])[] = [
    ['was answered with', (store, stream) => store.append(stream, 1, newEvents(1))],
    ['has read in a stream', (store, stream) => store.readStream(stream, { limit: 10 })],
    ['has read in the log', (store) => store.readAll({ after: LOG_START, limit: 10 })],
    ['was told as the head', (store) => store.head()],
    [
      'was sent',
      (store) => {
        const follower = following(store, LOG_START);
        return eventually(() => expect(follower.events).toHaveLength(2));
      },
    ],
  ];
  it.each(ways)('is never before a position that anybody here %s', async (_, see) => {
    const server = await newServer();
    const [store, other] = [connect(server.connectionString), connect(server.connectionString)];
    const stream = newStream();
    await other.append(stream, NO_STREAM, newEvents(2));
    await see(store, stream);
    const seen = await other.head();

    // As a leader that was elected and has not come as far: nothing is in its log.
    await server.stop();
    await newServer({ port: server.port });
    expect(await eventually(() => connect(server.connectionString).head())).toBe(LOG_START);
    expect(await eventually(() => store.head())).toBe(seen);
  });
});

it('The log is read on past what others wrote, in pages that are as long as they were asked to be', async () => {
  const server = await newServer();
  const store = connect(server.connectionString);
  const outsider = EventStoreDBClient.connectionString(server.connectionString);
  const noise = Array.from({ length: 400 }, () => jsonEvent({ type: 'Noise', data: {} }));
  const stream = newStream();
  for (let revision = -1; revision < 49; revision += 10) {
    await store.append(stream, revision, newEvents(10));
    await outsider.appendToStream('noise-1', noise);
  }
  const all = await store.readStream(stream, { limit: 100 });
  let after = LOG_START;
  for (let from = 0; from < 50; from += 20) {
    const { events, position } = await store.readAll({ after, limit: 20 });
    expect(events).toStrictEqual(all.slice(from, from + 20));
    after = position;
  }
  expect(await store.readAll({ after, limit: 20 })).toStrictEqual({ events: [], position: after });
  await outsider.dispose();
});
