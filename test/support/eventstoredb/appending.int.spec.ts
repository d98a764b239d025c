import {
  DeadlineExceededError,
  MaxAppendSizeExceededError,
  WrongExpectedVersionError,
  type AppendExpectedRevision,
  type EventStoreDBClient,
} from '@eventstore/db-client';
import { eventually } from '../eventually.js';
import { EventStoreDbServer } from './eventstoredb-server.js';
import { clientOf, collect, numbered, numberOf, UNARY, withServer } from './talk.js';

describe.each([
  ['as a call of its own', UNARY],
  ['within a BatchAppend call', {}],
])('an append %s', (_, kind) => {
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

  const append = (events: ReturnType<typeof numbered>, expectedRevision: AppendExpectedRevision = 'any') =>
    client.appendToStream('account-1', events, { expectedRevision, ...kind });
  const numbersIn = async (stream: string) => (await collect(client.readStream(stream))).map(numberOf);

  it('answers with the revision and the position of its last event', async () => {
    const { nextExpectedRevision, position } = await append(numbered(3), 'no_stream');
    const last = (await collect(client.readStream('account-1'))).at(-1)?.event;
    expect(nextExpectedRevision).toBe(2n);
    expect(position).toEqual(last?.position);
  });

  it.each<[AppendExpectedRevision, string, string]>([
    ['any', 'written', 'written'],
    ['no_stream', 'written', 'refused'],
    ['stream_exists', 'refused', 'written'],
    [0n, 'refused', 'written'],
    [1n, 'refused', 'refused'],
  ])(
    'that expects %s is, on no stream, %s, and on one with an event, %s',
    async (expected, onNone, onOne) => {
      const outcome = (events: ReturnType<typeof numbered>) =>
        append(events, expected).then(
          () => 'written',
          (fault: unknown) => (fault instanceof WrongExpectedVersionError ? 'refused' : fault),
        );
      expect(await outcome(numbered(1))).toBe(onNone);
      if (onNone === 'refused') await append(numbered(1));
      expect(await outcome(numbered(1, 1))).toBe(onOne);
    },
  );

  it('at a stale revision is told what was expected and what is there', async () => {
    await append(numbered(3));
    await expect(append(numbered(1), 1n)).rejects.toMatchObject({
      type: 'wrong-expected-version',
      streamName: 'account-1',
      expectedVersion: 1n,
      actualVersion: 2n,
    });
  });

  it('to a missing stream is told there is none', async () => {
    await expect(append(numbered(1), 4n)).rejects.toMatchObject({
      expectedVersion: 4n,
      actualVersion: 'no_stream',
    });
  });

  it('that is repeated at the same revision has the same answer, also after later events', async () => {
    const events = numbered(2, 1);
    await append(numbered(1), 'no_stream');
    const first = await append(events, 0n);
    await append(numbered(1, 3), 2n);
    expect(await append(events, 0n)).toEqual(first);
    expect(await numbersIn('account-1')).toEqual([0, 1, 2, 3]);
  });

  it('that is repeated at any revision has the same answer, as long as the server remembers', async () => {
    const events = numbered(2);
    const first = await append(events, 'any');
    expect(await append(events, 'any')).toEqual(first);
    expect(await append(events, 'stream_exists')).toEqual(first);
    await server.restart();
    expect(await eventually(() => append(events, 'no_stream'))).toEqual(first);
    expect(await append(events, 'any')).toMatchObject({ nextExpectedRevision: 3n });
  });

  it.each<[AppendExpectedRevision]>([['no_stream'], ['any']])(
    'that repeats one event and brings another, at %s, is refused',
    async (expected) => {
      const [known] = numbered(1);
      await append([known!], 'no_stream');
      await expect(append([known!, ...numbered(1, 1)], expected)).rejects.toThrow(WrongExpectedVersionError);
    },
  );

  it('that is too large is refused whole', async () => {
    const events = numbered(8).map((event) => ({ ...event, data: { filler: 'x'.repeat(200_000) } }));
    await expect(append(events)).rejects.toMatchObject({
      type: 'maximum-append-size-exceeded',
      maxAppendSize: 1_048_576,
    });
    await expect(append(events)).rejects.toThrow(MaxAppendSizeExceededError);
    await expect(numbersIn('account-1')).rejects.toMatchObject({ type: 'stream-not-found' });
  });

  it('counts the bytes of data and metadata, and two for each letter of the type', async () => {
    const size = Buffer.byteLength('{"number":0}{"by":"a test"}') + 2 * 'Counted'.length;
    for (const [maxAppendSize, outcome] of [
      [size, 'fulfilled'],
      [size - 1, 'rejected'],
    ] as const) {
      await withServer({ maxAppendSize }, async (other) => {
        const [settled] = await Promise.allSettled([other.appendToStream('account-1', numbered(1), kind)]);
        expect(settled.status).toBe(outcome);
      });
    }
  });

  it('keeps ids, types, data and metadata as they were', async () => {
    const [event] = numbered(1);
    await append([event!]);
    const [read] = await collect(client.readStream('account-1'));
    const { id, type, data, metadata } = event!;
    const where = { streamId: 'account-1', revision: 0n };
    expect(read?.event).toMatchObject({ id, type, data, metadata, isJson: true, ...where });
  });
});

describe('deadlines', () => {
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

  it('end a call of its own before its turn has come, and then it is not written', async () => {
    server.delay(200);
    const late = client.appendToStream('account-1', numbered(1, 1), { ...UNARY, deadline: 50 });
    await expect(late).rejects.toThrow(DeadlineExceededError);
    await client.appendToStream('account-1', numbered(1, 2), UNARY);
    expect((await collect(client.readStream('account-1'))).map(numberOf)).toEqual([0, 2]);
  });

  it('refuse what arrives too late in a BatchAppend call', async () => {
    const late = client.appendToStream('account-1', numbered(1, 1), { deadline: 0 });
    await expect(late).rejects.toThrow(DeadlineExceededError);
    expect(await collect(client.readStream('account-1'))).toHaveLength(1);
  });

  it('of the server itself answer an append that is written later', async () => {
    await withServer({ writeTimeout: 50 }, async (other, slow) => {
      await other.appendToStream('account-1', numbered(1), UNARY);
      slow.delay(200);
      const late = other.appendToStream('account-1', numbered(1, 1), UNARY);
      await expect(late).rejects.toMatchObject({ type: 'timeout' });
      const later = other.appendToStream('account-1', numbered(1, 2));
      await expect(later).rejects.toThrow(DeadlineExceededError);
      slow.behave();
      const read = async () => (await collect(other.readStream('account-1'))).map(numberOf);
      await eventually(async () => expect(await read()).toEqual([0, 1, 2]));
    });
  });
});

it('takes an append that comes in several requests as one', async () => {
  await withServer({}, async (client) => {
    const append = (stream: string) =>
      client.appendToStream(stream, numbered(50), { batchAppendSize: 500, expectedRevision: 'no_stream' });
    const both = await Promise.all([append('account-1'), append('account-2')]);
    expect(both.map(({ nextExpectedRevision }) => nextExpectedRevision)).toEqual([49n, 49n]);
    const found = (await collect(client.readStream('account-2'))).map(numberOf);
    expect(found).toEqual(numbered(50).map((_, number) => number));
  });
});
