import { LOG_START, NO_STREAM } from '../../src/event-store/event-store.js';
import { eventually } from '../support/eventually.js';
import { newEvent, newEvents, newStream } from '../support/new-events.js';
import { closeAll, connect, following, newServer, questions, UNAVAILABLE } from './eventstoredb-connected.js';

afterEach(closeAll);

it('A store without its server says so, and works by itself as soon as there is one', async () => {
  const server = await newServer();
  await server.stop();
  const store = connect(server.connectionString);
  const stream = newStream();
  const follower = following(store, LOG_START);
  for (const ask of questions(store, stream)) await expect(ask()).rejects.toMatchObject(UNAVAILABLE);
  expect(follower.events).toStrictEqual([]);

  await server.start();
  const event = newEvent();
  expect(await eventually(() => store.append(stream, NO_STREAM, [event]))).toMatchObject({ revision: 0 });
  await eventually(() => expect(follower.events).toMatchObject([{ stream, id: event.id }]));
});

it('A store whose server comes and goes says so in between, and has everything afterwards', async () => {
  const server = await newServer();
  const store = connect(server.connectionString);
  const stream = newStream();
  await store.append(stream, NO_STREAM, newEvents(2));
  for (let revision = 1; revision < 4; revision++) {
    await server.stop();
    for (const ask of questions(store, stream)) await expect(ask()).rejects.toMatchObject(UNAVAILABLE);
    await server.start();
    const event = newEvent();
    await eventually(() => store.append(stream, revision, [event]));
  }
  const events = await store.readStream(stream, { limit: 10 });
  expect(events.map(({ revision }) => revision)).toStrictEqual([0, 1, 2, 3, 4]);
});

it('A store whose server stands still answers in time that it does not know', async () => {
  const server = await newServer();
  const store = connect(server.connectionString, { timeLimit: 100 });
  server.stall();
  for (const ask of questions(store, newStream())) {
    await expect(ask()).rejects.toMatchObject({ ...UNAVAILABLE, cause: expect.any(Error) });
  }
  server.behave();
  expect(await eventually(() => store.head())).toBe(LOG_START);
});

it('A store whose server is not ready says so, and goes on when it is', async () => {
  const server = await newServer();
  const store = connect(server.connectionString);
  server.refuse();
  for (const ask of questions(store, newStream())) await expect(ask()).rejects.toMatchObject(UNAVAILABLE);
  server.behave();
  await eventually(() => store.append(newStream(), NO_STREAM, [newEvent()]));
});

it('A read that meets a broken connection is read again, and nobody notices', async () => {
  const server = await newServer();
  const store = connect(server.connectionString);
  const stream = newStream();
  await store.append(stream, NO_STREAM, newEvents(2));
  await server.restart();
  expect(await store.readStream(stream, { limit: 10 })).toHaveLength(2);
});
