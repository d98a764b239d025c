import { binaryEvent, type AllStreamResolvedEvent, type EventStoreDBClient } from '@eventstore/db-client';
import { eventually } from '../eventually.js';
import { EventStoreDbServer } from './eventstoredb-server.js';
import { clientOf, collect, numbered, numberOf } from './talk.js';

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

const ALL = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
const read = async (options?: Parameters<EventStoreDBClient['readStream']>[1]) =>
  (await collect(client.readStream('account-1', options))).map(numberOf);

describe('a read of a stream', () => {
  beforeEach(async () => {
    await client.appendToStream('account-1', numbered(10));
  });

  it('goes forwards from the start', async () => {
    expect(await read()).toEqual(ALL);
  });

  it('goes backwards from the end', async () => {
    expect(await read({ direction: 'backwards', fromRevision: 'end' })).toEqual(ALL.toReversed());
  });

  it('begins at a revision and ends after as many as are wanted', async () => {
    expect(await read({ fromRevision: 3n, maxCount: 4 })).toEqual([3, 4, 5, 6]);
    expect(await read({ direction: 'backwards', fromRevision: 6n, maxCount: 4 })).toEqual([6, 5, 4, 3]);
  });

  it('finds nothing beyond the end, and all of it on the way back from there', async () => {
    expect(await read({ fromRevision: 10n })).toEqual([]);
    expect(await read({ direction: 'backwards', fromRevision: 99n })).toEqual(ALL.toReversed());
  });

  it('goes on from page to page', async () => {
    await client.appendToStream('account-1', numbered(90, 10));
    const hundred = numbered(100).map((_, number) => number);
    expect(await read()).toEqual(hundred);
    expect(await read({ direction: 'backwards', fromRevision: 'end' })).toEqual(hundred.toReversed());
    expect(await read({ fromRevision: 1n, maxCount: 64 })).toEqual(hundred.slice(1, 65));
  });

  it('forwards from the end is not possible', async () => {
    await expect(read({ fromRevision: 'end' })).rejects.toMatchObject({ type: 'unknown' });
  });

  it('of one that does not exist says so', async () => {
    await expect(collect(client.readStream('account-2'))).rejects.toMatchObject({
      type: 'stream-not-found',
      streamName: 'account-2',
    });
  });

  it.each([
    ['the newest that are to be kept', { maxCount: 3 }, [7, 8, 9]],
    ['what is not cut off', { truncateBefore: 4 }, [4, 5, 6, 7, 8, 9]],
    ['nothing, when all is cut off', { truncateBefore: 10 }, []],
  ])('shows %s', async (_, metadata, left) => {
    await client.setStreamMetadata('account-1', metadata);
    expect(await read()).toEqual(left);
    expect(await read({ direction: 'backwards', fromRevision: 'end' })).toEqual(left.toReversed());
    expect(await read({ fromRevision: 0n, maxCount: 2 })).toEqual(left.slice(0, 2));
    expect(await read({ fromRevision: 1n, maxCount: 100 })).toEqual(left);
  });

  it('shows what is not too old', async () => {
    await client.setStreamMetadata('account-1', { maxAge: 1 });
    await eventually(async () => expect(await read()).toEqual([]));
    await client.appendToStream('account-1', numbered(1, 10));
    expect(await read()).toEqual([10]);
  });

  it('keeps the last metadata only', async () => {
    await client.setStreamMetadata('account-1', { maxCount: 3, by: 'first' });
    await client.setStreamMetadata('account-1', { maxCount: 4 });
    expect(await collect(client.readStream('$$account-1'))).toHaveLength(1);
    expect(await client.getStreamMetadata('account-1')).toMatchObject({ metadata: { maxCount: 4 } });
  });
});

describe('a deleted stream', () => {
  beforeEach(async () => {
    await client.appendToStream('account-1', numbered(2), { expectedRevision: 'no_stream' });
    await client.setStreamMetadata('account-1', { by: 'first' });
    await client.deleteStream('account-1', { expectedRevision: 1n });
  });

  it('is not found', async () => {
    await expect(read()).rejects.toMatchObject({ type: 'stream-not-found' });
  });

  it.each(['no_stream', 'any', 1n] as const)(
    'goes on where it was when written to at %s',
    async (expectedRevision) => {
      const { nextExpectedRevision } = await client.appendToStream('account-1', numbered(1, 2), {
        expectedRevision,
      });
      expect(nextExpectedRevision).toBe(2n);
      expect(await read()).toEqual([2]);
      expect(await client.getStreamMetadata('account-1')).toMatchObject({ metadata: { truncateBefore: 2 } });
    },
  );

  it('does not count as existing', async () => {
    const append = client.appendToStream('account-1', numbered(1, 2), { expectedRevision: 'stream_exists' });
    await expect(append).rejects.toMatchObject({ type: 'stream-deleted', streamName: 'account-1' });
  });

  it('was deleted at the revision it was expected at', async () => {
    await expect(client.deleteStream('account-1', { expectedRevision: 0n })).rejects.toMatchObject({
      type: 'wrong-expected-version',
      expectedVersion: 0n,
      actualVersion: 1n,
    });
  });

  it('is gone for good under a tombstone', async () => {
    await client.tombstoneStream('account-1');
    await expect(read()).rejects.toMatchObject({ type: 'stream-deleted', streamName: 'account-1' });
    for (const credentials of [undefined, { username: 'nobody', password: 'asks' }]) {
      const append = client.appendToStream('account-1', numbered(1), { ...(credentials && { credentials }) });
      await expect(append).rejects.toMatchObject({ type: 'stream-deleted', streamName: 'account-1' });
    }
  });
});

describe('a read of everything', () => {
  const places = (events: readonly AllStreamResolvedEvent[]) =>
    events.map(({ event }) => event?.position.commit);
  const ofOurs = (events: readonly AllStreamResolvedEvent[]) =>
    events.filter(({ event }) => event?.streamId.startsWith('account-')).map(numberOf);

  beforeEach(async () => {
    for (let number = 0; number < 40; number++) {
      await client.appendToStream(`account-${String(number % 3)}`, numbered(1, number));
    }
  });

  it('goes in the order of the appends, at places with room between them', async () => {
    const events = await collect(client.readAll());
    const found = places(events).map(Number);
    expect(ofOurs(events)).toEqual(numbered(40).map((_, number) => number));
    expect(found).toEqual(found.toSorted((a, b) => a - b));
    expect(found.every((place, index) => index === 0 || place > found[index - 1]! + 1)).toBe(true);
  });

  it("holds the server's own events too, some of which are no JSON", async () => {
    const events = await collect(client.readAll());
    const types = events.map(({ event }) => event?.type);
    expect(types).toEqual(expect.arrayContaining(['$metadata', '$User', '$statsCollected', '$>']));
    expect(events.find(({ event }) => event?.type === '$>')?.event).toMatchObject({
      streamId: '$ce-account',
      isJson: false,
    });
  });

  it('goes backwards from the end', async () => {
    const forwards = places(await collect(client.readAll()));
    const backwards = places(await collect(client.readAll({ direction: 'backwards', fromPosition: 'end' })));
    expect(backwards).toEqual(forwards.toReversed());
  });

  it('includes the place it begins at going forwards, and not going backwards', async () => {
    const all = await collect(client.readAll());
    const fromPosition = all[20]!.event!.position;
    const forwards = await collect(client.readAll({ fromPosition, maxCount: 2 }));
    const backwards = await collect(client.readAll({ direction: 'backwards', fromPosition, maxCount: 2 }));
    expect(places(forwards)).toEqual(places(all).slice(20, 22));
    expect(places(backwards)).toEqual(places(all).slice(18, 20).toReversed());
  });

  it('is not possible from a place the server did not name', async () => {
    const { commit } = (await collect(client.readAll()))[20]!.event!.position;
    const wrong = client.readAll({ fromPosition: { commit: commit + 1n, prepare: commit + 1n } });
    await expect(collect(wrong)).rejects.toMatchObject({ type: 'unknown' });
  });

  it('holds a tombstone with the last revision there is', async () => {
    await client.tombstoneStream('account-1');
    const [last] = await collect(
      client.readAll({ direction: 'backwards', fromPosition: 'end', maxCount: 1 }),
    );
    expect(last?.event).toMatchObject({ type: '$streamDeleted', revision: 9223372036854775807n });
  });
});

it('keeps bytes as they were', async () => {
  const data = Uint8Array.of(0, 255, 10, 13);
  await client.appendToStream('account-1', binaryEvent({ type: 'Bytes', data, metadata: data }));
  const [event] = await collect(client.readStream('account-1'));
  expect(event?.event).toMatchObject({ isJson: false, data, metadata: data });
});
