import type { EventStoreDbEventStore } from '../../src/event-store/eventstoredb-event-store.js';
import { NO_STREAM } from '../../src/event-store/event-store.js';
import type { EventStoreDbServer } from '../support/eventstoredb/eventstoredb-server.js';
import { eventually } from '../support/eventually.js';
import { newEvent, newEvents, newStream } from '../support/new-events.js';
import { closeAll, connect, newServer, UNAVAILABLE } from './eventstoredb-connected.js';

let server: EventStoreDbServer;
let store: EventStoreDbEventStore;
let stream: string;
beforeEach(async () => {
  server = await newServer({ writeTimeout: 5_000 });
  store = connect(server.connectionString, { timeLimit: 1_000 });
  stream = newStream();
});
afterEach(closeAll);

/** What is in the stream, seen by somebody who met no fault. */
const there = async () => {
  const events = await connect(server.connectionString).readStream(stream, { limit: 100 });
  return events.map(({ id, revision, position }) => ({ id, revision, position }));
};

/** As often as the adapter tries before it gives up. */
const EACH_TIME = 3;

describe.each([
  ['the connection breaks before the commit', 'dropBeforeCommit', 'not there'],
  ['the connection breaks after the commit', 'dropAfterCommit', 'there once'],
  ['the server is silent after the commit', 'silentAfterCommit', 'there once'],
  ['the server runs out of its own time after the commit', 'timeOutAfterCommit', 'there once'],
] as const)('When %s,', (_, fault, outcome) => {
  it('an append is answered all the same, and kept once', async () => {
    const events = newEvents(2);
    server[fault]();
    const appended = await store.append(stream, NO_STREAM, events);
    expect(await there()).toStrictEqual([
      { id: events[0]!.id, revision: 0, position: expect.any(Number) },
      { id: events[1]!.id, ...appended },
    ]);
    expect(appended.revision).toBe(1);
  });

  it(`every time, the append is refused, may be tried again, and is ${outcome} until then`, async () => {
    const events = newEvents(2);
    server[fault](EACH_TIME);
    await expect(store.append(stream, NO_STREAM, events)).rejects.toMatchObject(UNAVAILABLE);
    expect(await there()).toHaveLength(outcome === 'there once' ? 2 : 0);

    const appended = await store.append(stream, NO_STREAM, events);
    expect((await there()).map(({ id }) => id)).toStrictEqual(events.map(({ id }) => id));
    expect((await there()).at(-1)).toMatchObject(appended);
  });

  it('of two that decided on the same revision one wins, and the other is told', async () => {
    await store.append(stream, NO_STREAM, [newEvent()]);
    const rival = connect(server.connectionString);
    server[fault]();
    const [one, other] = [newEvent(), newEvent()];
    const outcomes = await Promise.allSettled([
      store.append(stream, 0, [one]),
      rival.append(stream, 0, [other]),
    ]);
    const [winner, ...more] = (await there()).slice(1);
    expect(more).toStrictEqual([]);
    expect(outcomes.map(({ status }) => status)).toStrictEqual(
      winner!.id === one.id ? ['fulfilled', 'rejected'] : ['rejected', 'fulfilled'],
    );
    const loser = outcomes.find(({ status }) => status === 'rejected');
    expect(loser).toMatchObject({ reason: { code: 'REVISION_CONFLICT', actualRevision: 1 } });
  });
});

it('An append whose answer was lost knows itself again behind what others wrote since', async () => {
  const rival = connect(server.connectionString);
  const event = newEvent();
  server.dropAfterCommit();
  const appended = store.append(stream, NO_STREAM, [event]);
  await eventually(async () => expect(await rival.readStream(stream, { limit: 1 })).toHaveLength(1));
  await rival.append(stream, 0, newEvents(2));
  expect(await appended).toMatchObject({ revision: 0 });
  expect((await there())[0]).toStrictEqual({ id: event.id, ...(await appended) });
  expect(await there()).toHaveLength(3);
});

it('An append to a server that does nothing is refused, and is not there later either', async () => {
  server.stall();
  await expect(store.append(stream, NO_STREAM, [newEvent()])).rejects.toMatchObject(UNAVAILABLE);
  server.behave();
  expect(await there()).toStrictEqual([]);
  const appended = await connect(server.connectionString).append(stream, NO_STREAM, [newEvent()]);
  expect(appended).toMatchObject({ revision: 0 });
});

it('An append is refused when the server says that it never will be written', async () => {
  const tooLarge = newEvent('SomethingHappened', { text: 'x'.repeat(1_100_000) });
  const patient = connect(server.connectionString);
  await expect(patient.append(stream, NO_STREAM, [tooLarge])).rejects.toMatchObject({
    ...UNAVAILABLE,
    cause: { type: 'maximum-append-size-exceeded' },
  });
  expect(await there()).toStrictEqual([]);
});
