import { LOG_START, NO_STREAM } from '../../src/event-store/event-store.js';
import { eventually } from '../support/eventually.js';
import { newEvent, newEvents, newStream } from '../support/new-events.js';
import { closeAll, connect, newServer, questions, UNAVAILABLE } from './eventstoredb-connected.js';

afterEach(closeAll);

it('What is more than may be under way is turned away at once, and the rest is answered in time', async () => {
  const server = await newServer();
  const store = connect(server.connectionString, { maxInFlight: 4, timeLimit: 500 });
  server.stall();
  let answered = 0;
  const underWay = questions(store, newStream()).map((ask) => {
    const asked = ask().finally(() => answered++);
    return expect(asked).rejects.toMatchObject(UNAVAILABLE);
  });
  for (const ask of questions(store, newStream())) {
    await expect(ask()).rejects.toMatchObject({ code: 'OVERLOADED' });
  }
  expect(answered).toBe(0);
  await Promise.all(underWay);

  server.behave();
  for (const ask of questions(store, newStream())) expect(await eventually(ask)).toBeDefined();
});

it('What was turned away was not begun, and what was begun is there, on a server that is slow', async () => {
  const server = await newServer();
  const store = connect(server.connectionString, { maxInFlight: 5, timeLimit: 10_000 });
  server.delay(100);
  const streams = newEvents(20).map((event) => ({ stream: newStream(), event }));
  const outcomes = await Promise.allSettled(
    streams.map(({ stream, event }) => store.append(stream, NO_STREAM, [event])),
  );
  const begun = streams.filter((_, index) => outcomes[index]!.status === 'fulfilled');
  expect(begun).toHaveLength(5);
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'OVERLOADED' });
  }
  const { events } = await store.readAll({ after: LOG_START, limit: 100 });
  expect(events.map(({ id }) => id).sort()).toStrictEqual(begun.map(({ event }) => event.id).sort());
});

it('An append whose outcome is unknown keeps its place until it is known', async () => {
  const server = await newServer();
  const store = connect(server.connectionString, { maxInFlight: 1, timeLimit: 1_000 });
  const witness = connect(server.connectionString);
  const stream = newStream();
  server.silentAfterCommit(2);
  const appended = store.append(stream, NO_STREAM, [newEvent()]);
  await eventually(async () => expect(await witness.readStream(stream, { limit: 1 })).toHaveLength(1));
  await expect(store.head()).rejects.toMatchObject({ code: 'OVERLOADED' });
  expect(await appended).toMatchObject({ revision: 0 });
  await expect(store.head()).resolves.toBeGreaterThan(LOG_START);
});
