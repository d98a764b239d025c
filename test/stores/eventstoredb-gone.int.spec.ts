import { EventStoreDBClient } from '@eventstore/db-client';
import { NO_STREAM, type StreamRead } from '../../src/event-store/event-store.js';
import type { EventStoreDbEventStore } from '../../src/event-store/eventstoredb-event-store.js';
import { StreamGone } from '../../src/event-store/eventstoredb-faults.js';
import { maskError } from '../../src/graphql/masked-errors.js';
import { eventually } from '../support/eventually.js';
import { newEvent, newEvents, newStream } from '../support/new-events.js';
import { closeAll, connect, newServer } from './eventstoredb-connected.js';

const GONE = { code: 'STREAM_GONE' };
const LAST = 4;

let store: EventStoreDbEventStore;
/** Somebody who may do as they like in the database. */
let outsider: EventStoreDBClient;
let stream: string;
beforeEach(async () => {
  const server = await newServer();
  store = connect(server.connectionString);
  outsider = EventStoreDBClient.connectionString(server.connectionString);
  stream = newStream();
  await store.append(stream, NO_STREAM, newEvents(LAST + 1));
});
afterEach(async () => {
  await outsider.dispose();
  await closeAll();
});

const read = (how: Partial<StreamRead> = {}) => store.readStream(stream, { limit: 100, ...how });
const revisions = async (how?: Partial<StreamRead>) => (await read(how)).map(({ revision }) => revision);

describe.each([
  ['deleted', () => outsider.deleteStream(stream)],
  ['deleted for good', () => outsider.tombstoneStream(stream)],
  ['emptied', () => outsider.setStreamMetadata(stream, { truncateBefore: LAST + 1 })],
  ['emptied, and more', () => outsider.setStreamMetadata(stream, { truncateBefore: 100 })],
])('A stream that was %s', (_, remove) => {
  beforeEach(async () => {
    await remove();
  });

  it.each([
    {},
    { limit: 1 },
    { from: 2 },
    { from: LAST, limit: 1 },
    { direction: 'backwards' },
    { direction: 'backwards', limit: 1 },
    { direction: 'backwards', from: 2 },
  ] as const)('is not read as one that never was: %j', async (how) => {
    await expect(read(how)).rejects.toMatchObject(GONE);
  });
});

describe.each([
  ['cut', { truncateBefore: 2 }, 2],
  ['kept to its last two', { maxCount: 2 }, LAST - 1],
])('Of a stream that is %s,', (_, metadata, first) => {
  beforeEach(async () => {
    await outsider.setStreamMetadata(stream, metadata);
  });

  it.each([
    {},
    { limit: 1 },
    { from: first - 1, limit: 1 },
    { direction: 'backwards' },
    { direction: 'backwards', from: 0 },
    { direction: 'backwards', limit: LAST + 1 },
  ] as const)('nothing is read of which a part is missing: %j', async (how) => {
    await expect(read(how)).rejects.toMatchObject(GONE);
  });

  it('what is whole is read', async () => {
    const whole = [LAST - 1, LAST];
    expect(await revisions({ from: LAST - 1 })).toStrictEqual(whole);
    expect(await revisions({ direction: 'backwards', limit: 2 })).toStrictEqual(whole.toReversed());
    expect(await revisions({ from: LAST + 1 })).toStrictEqual([]);
  });

  it('an append is taken at its revision, and told of a conflict at no other', async () => {
    await expect(store.append(stream, 0, [newEvent()])).rejects.toMatchObject(GONE);
    await expect(store.append(stream, LAST, [newEvent()])).resolves.toMatchObject({ revision: LAST + 1 });
  });
});

it('A stream whose events have grown too old is gone', async () => {
  await outsider.setStreamMetadata(stream, { maxAge: 1 });
  await eventually(() => expect(read({ direction: 'backwards', limit: 1 })).rejects.toMatchObject(GONE));
  await expect(read()).rejects.toMatchObject(GONE);
});

it('A stream that ends before what is asked for has nothing there, and is not gone', async () => {
  expect(await revisions({ from: LAST + 1 })).toStrictEqual([]);
  expect(await revisions({ from: 1_000, limit: 1 })).toStrictEqual([]);
});

it('A stream that others gave an access list, and nobody wrote to, is empty', async () => {
  const unwritten = newStream();
  await outsider.setStreamMetadata(unwritten, { acl: { readRoles: ['$all'] } });
  expect(await store.readStream(unwritten, { limit: 1 })).toStrictEqual([]);
});

it.each([
  ['deleted for good', () => outsider.tombstoneStream(stream), NO_STREAM],
  ['deleted for good', () => outsider.tombstoneStream(stream), LAST],
  ['deleted', () => outsider.deleteStream(stream), NO_STREAM],
])('An append to a stream that was %s is told so', async (_, remove, expected) => {
  await remove();
  await expect(store.append(stream, expected, [newEvent()])).rejects.toMatchObject(GONE);
});

it('A stream that is gone is nothing that passes when a client tries again', () => {
  const formatted = { message: '', extensions: { code: 'INTERNAL_SERVER_ERROR' } };
  const masked = maskError(formatted, new StreamGone(stream));
  expect(masked.extensions).toStrictEqual({ code: 'INTERNAL_SERVER_ERROR' });
});
