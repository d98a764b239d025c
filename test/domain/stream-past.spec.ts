import fc from 'fast-check';
import { lastWhere } from '../../src/event-store/bisection.js';
import { StreamPast } from '../../src/audit/stream-past.js';
import { NO_STREAM } from '../../src/event-store/event-store.js';
import { CountingEventStore } from '../support/counting-event-store.js';
import { NOW } from '../support/facts.js';
import { BY_THE_SYSTEM, newEvent } from '../support/new-events.js';

const STREAM = 'twoFactor-1';
const at = (second: number) => new Date(NOW.getTime() + second * 1_000);

/** A stream whose events were decided at these seconds, as the service marks where its clock was put back. */
async function written(seconds: readonly number[]) {
  const store = new CountingEventStore();
  let setBackAt: number | undefined;
  const events = seconds.map((second, revision) => {
    if (second < seconds[revision - 1]!) setBackAt = revision;
    const mark = setBackAt === undefined ? {} : { clockSetBackAt: setBackAt };
    return newEvent('Anything', {}, { ...BY_THE_SYSTEM, at: at(second).toISOString(), ...mark });
  });
  if (events.length > 0) await store.append(STREAM, NO_STREAM, events);
  return { store, past: new StreamPast(store, STREAM) };
}

describe('The last number for which something holds', () => {
  it('is found in any range, also where it holds for none or for all', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: -5, max: 5 }),
        fc.nat(20),
        fc.nat(22),
        async (first, length, count) => {
          const last = first + length - 1;
          const limit = first + count - 1;
          expect(await lastWhere(first, last, async (number) => number <= limit)).toBe(Math.min(limit, last));
        },
      ),
    );
  });
});

describe('How far a stream had come', () => {
  it('at an instant: to the last event with that time or an earlier one', async () => {
    const { past } = await written([0, 10, 10, 30]);
    const revisionsAt = (second: number) => past.revisionsAtInstant(at(second));
    expect(await revisionsAt(-1)).toEqual([]);
    expect(await revisionsAt(0)).toEqual([0]);
    expect(await revisionsAt(9)).toEqual([0]);
    expect(await revisionsAt(10)).toEqual([2]);
    expect(await revisionsAt(29)).toEqual([2]);
    expect(await revisionsAt(99)).toEqual([3]);
  });

  it('is told for each time the clock showed an instant, the last one first', async () => {
    const { past } = await written([0, 60, 20, 40, 10]);
    expect(await past.revisionsAtInstant(at(5))).toEqual([0]);
    expect(await past.revisionsAtInstant(at(10))).toEqual([4, 0]);
    expect(await past.revisionsAtInstant(at(30))).toEqual([4, 2, 0]);
    expect(await past.revisionsAtInstant(at(60))).toEqual([4, 3, 1]);
  });

  it('is what looking at every event would tell, however the clock was put back', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(30)), fc.integer({ min: -1, max: 31 }), async (seconds, asked) => {
        const { past } = await written(seconds);
        const revisions = await past.revisionsAtInstant(at(asked));
        expect(revisions[0] ?? NO_STREAM).toBe(seconds.findLastIndex((second) => second <= asked));
        expect(revisions).toEqual([...revisions].sort((a, b) => b - a));
      }),
    );
  });

  it('at a position: to the last event there or before', async () => {
    const { store, past } = await written([0, 60, 20]);
    const positions = (await store.readStream(STREAM, { limit: 10 })).map(({ position }) => position);
    for (const [revision, position] of positions.entries()) {
      expect(await past.revisionAtPosition(position - 1)).toBe(revision - 1);
      expect(await past.revisionAtPosition(position)).toBe(revision);
      expect(await past.revisionAtPosition(position + 1)).toBe(revision);
    }
  });

  it('is nowhere in a stream nobody wrote to', async () => {
    const { past } = await written([]);
    expect(await past.revisionsAtInstant(NOW)).toEqual([]);
    expect(await past.revisionAtPosition(99)).toBe(NO_STREAM);
  });

  it('costs a few reads, however long the stream is', async () => {
    const { store, past } = await written(Array.from({ length: 5_000 }, (_, second) => second));
    store.reads = 0;
    await past.revisionsAtInstant(at(1_234));
    expect(store.reads).toBeLessThanOrEqual(14);
  });

  it('is found past events of a type nobody knows, but not past one that tells no time', async () => {
    const { store, past } = await written([0, 10, 20]);
    await store.append(STREAM, 2, [newEvent('Anything', {}, { schemaVersion: 1 })]);
    await expect(past.revisionsAtInstant(at(10))).rejects.toMatchObject({ code: 'UNREADABLE_EVENT' });
  });

  it('is not told where a mark points to what is yet to come', async () => {
    const { store, past } = await written([0]);
    await store.append(STREAM, 0, [newEvent('Anything', {}, { ...BY_THE_SYSTEM, clockSetBackAt: 2 })]);
    await expect(past.revisionsAtInstant(NOW)).rejects.toMatchObject({ code: 'UNREADABLE_EVENT' });
  });
});
