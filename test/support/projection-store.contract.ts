import { LOG_START } from '../../src/event-store/event-store.js';
import type { ParkedEvent, Progress, ProjectionStore } from '../../src/projections/projection-store.js';
import type { Change, Projection, Table, Value } from '../../src/projections/projection.js';

export interface OpenedProjectionStore {
  readonly projections: ProjectionStore;
  /** All rows of a table, by key. */
  readonly rows: (table: Table) => Promise<readonly Readonly<Record<string, Value>>[]>;
  readonly close: () => void | Promise<void>;
}

const THINGS: Projection = {
  name: 'things',
  version: 1,
  streams: ['thing-'],
  table: {
    name: 'things',
    key: 'id',
    columns: { label: 'text', size: 'integer', place: 'text' },
    indexes: [['label'], ['size', 'place']],
  },
  apply: () => undefined,
};
const PLACES: Projection = {
  ...THINGS,
  name: 'places',
  table: { name: 'places', key: 'id', columns: { label: 'text' }, indexes: [['label']] },
};
const LATER_THINGS: Projection = {
  ...THINGS,
  version: 2,
  table: { ...THINGS.table, columns: { label: 'text', weight: 'integer' }, indexes: [['weight']] },
};

const parkedAt = (position: number): ParkedEvent => ({
  position,
  stream: `thing-${position}`,
  eventId: `event ${position}`,
  type: 'ThingBroke',
  error: `it's "broken" ß at ${position}`,
});

/** What every store of read models does. It begins empty. */
export function describeProjectionStore(name: string, open: () => Promise<OpenedProjectionStore>): void {
  describe(`${name}, as every store of read models,`, () => {
    let opened: OpenedProjectionStore;
    let store: ProjectionStore;
    beforeEach(async () => {
      opened = await open();
      store = opened.projections;
    });
    afterEach(() => opened.close());

    const commit = (from: number, to: number, rest: Partial<Progress> = {}, projection = THINGS) =>
      store.commit(projection, { from, to, changes: [], parked: [], ...rest });
    const rows = (projection = THINGS) => opened.rows(projection.table);
    const state = async (projection = THINGS) => ({
      checkpoint: await store.checkpoint(projection),
      rows: await rows(projection),
      parked: await store.parked(projection),
    });
    const sets = (key: string, set: Change['set']): Change => ({ key, set });

    describe('before a projection was begun', () => {
      it('has no checkpoint and nothing parked for it', async () => {
        expect(await store.checkpoint(THINGS)).toBeUndefined();
        expect(await store.parked(THINGS)).toStrictEqual([]);
      });

      it('keeps no progress of it', async () => {
        expect(await commit(LOG_START, 5)).toBe(false);
        expect(await store.checkpoint(THINGS)).toBeUndefined();
      });
    });

    describe('when a projection advances', () => {
      beforeEach(() => store.reset(THINGS));

      it('begins at the start of the log, without rows', async () => {
        expect(await state()).toStrictEqual({ checkpoint: LOG_START, rows: [], parked: [] });
      });

      it('keeps rows, parked events and checkpoint', async () => {
        const changes = [
          sets('b', { label: 'second', size: 2, place: 'here' }),
          sets('a', { label: 'first', size: 1, place: 'there' }),
        ];
        expect(await commit(LOG_START, 7, { changes, parked: [parkedAt(6)] })).toBe(true);
        expect(await state()).toStrictEqual({
          checkpoint: 7,
          rows: [
            { id: 'a', label: 'first', size: 1, place: 'there' },
            { id: 'b', label: 'second', size: 2, place: 'here' },
          ],
          parked: [parkedAt(6)],
        });
      });

      it('leaves empty what a new row was not given, and as it was what an old one was not', async () => {
        await commit(LOG_START, 1, {
          changes: [sets('a', { label: 'first', size: 1 }), sets('b', { size: 2 })],
        });
        await commit(1, 2, {
          changes: [sets('a', { place: 'there' }), sets('b', { size: null, label: 'b' })],
        });
        expect(await rows()).toStrictEqual([
          { id: 'a', label: 'first', size: 1, place: 'there' },
          { id: 'b', label: 'b', size: null, place: null },
        ]);
      });

      it('comes out the same when a change is made twice', async () => {
        const changes = [sets('a', { label: 'first' }), sets('b', { size: 2 })];
        await commit(LOG_START, 1, { changes });
        const once = await rows();
        await commit(1, 2, { changes });
        expect(await rows()).toStrictEqual(once);
      });

      it('gives back text and numbers exactly', async () => {
        const values = [
          ['', 0],
          ['it\'s "ß" 🗝 \\ % _ ; --', -1],
          ['x'.repeat(64_000), Number.MAX_SAFE_INTEGER],
        ] as const;
        const changes = values.map(([label, size], key) => sets(String(key), { label, size }));
        await commit(LOG_START, 1, { changes });
        expect((await rows()).map(({ label, size }) => [label, size])).toStrictEqual(values);
      });

      it('advances without any change', async () => {
        expect(await commit(LOG_START, 3)).toBe(true);
        expect(await commit(3, 9)).toBe(true);
        expect(await state()).toStrictEqual({ checkpoint: 9, rows: [], parked: [] });
      });

      it.each([LOG_START, 4, 6, 99])(
        'keeps nothing of a batch that was read from %i, not 5',
        async (from) => {
          await commit(LOG_START, 5, { changes: [sets('a', { size: 1 })], parked: [parkedAt(3)] });
          const before = await state();
          const late = {
            changes: [sets('a', { size: 2 }), sets('b', { label: 'new' })],
            parked: [parkedAt(8)],
          };
          expect(await commit(from, 9, late)).toBe(false);
          expect(await state()).toStrictEqual(before);
        },
      );

      it('takes exactly one of two batches that were read from the same place', async () => {
        const outcomes = await Promise.all(
          [5, 6].map((to) => commit(LOG_START, to, { changes: [sets(`to ${to}`, { size: to })] })),
        );
        expect(outcomes.filter(Boolean)).toHaveLength(1);
        const winner = outcomes[0] ? 5 : 6;
        expect(await store.checkpoint(THINGS)).toBe(winner);
        expect((await rows()).map(({ id }) => id)).toStrictEqual([`to ${winner}`]);
      });

      it('keeps nothing of a batch when one change of it cannot be made', async () => {
        await commit(LOG_START, 5, { changes: [sets('a', { size: 1 })] });
        const before = await state();
        const broken = {
          changes: [sets('a', { size: 2 }), sets('b', { unheard_of: 1 })],
          parked: [parkedAt(8)],
        };
        await expect(commit(5, 9, broken)).rejects.toThrow();
        expect(await state()).toStrictEqual(before);
        expect(await commit(5, 9)).toBe(true);
      });

      it('tells what is parked, the oldest first', async () => {
        await commit(LOG_START, 20, { parked: [parkedAt(11), parkedAt(2)] });
        await commit(20, 30, { parked: [parkedAt(25)] });
        expect(await store.parked(THINGS)).toStrictEqual([2, 11, 25].map(parkedAt));
      });
    });

    describe('when a projection is made anew', () => {
      const filled = { changes: [sets('a', { label: 'first' })], parked: [parkedAt(3)] };
      beforeEach(async () => {
        await store.reset(THINGS);
        await commit(LOG_START, 5, filled);
      });

      it('is empty, and at the start of the log', async () => {
        await store.reset(THINGS);
        expect(await state()).toStrictEqual({ checkpoint: LOG_START, rows: [], parked: [] });
      });

      it('keeps nothing of a batch from before', async () => {
        await store.reset(THINGS);
        expect(await commit(5, 9, filled)).toBe(false);
        expect(await state()).toStrictEqual({ checkpoint: LOG_START, rows: [], parked: [] });
      });

      it('takes the same progress again', async () => {
        const before = await state();
        await store.reset(THINGS);
        expect(await commit(LOG_START, 5, filled)).toBe(true);
        expect(await state()).toStrictEqual(before);
      });

      it('leaves the other projections alone', async () => {
        await store.reset(PLACES);
        await commit(LOG_START, 4, filled, PLACES);
        const places = await state(PLACES);
        await store.reset(THINGS);
        expect(await state(PLACES)).toStrictEqual(places);
        expect(places).toMatchObject({ checkpoint: 4, parked: [parkedAt(3)] });
      });

      it('knows nothing of a version that was not begun', async () => {
        expect(await store.checkpoint(LATER_THINGS)).toBeUndefined();
        expect(await commit(5, 9, {}, LATER_THINGS)).toBe(false);
        expect(await store.checkpoint(THINGS)).toBe(5);
      });

      it('has the table of its new version, and takes nothing for the old one any more', async () => {
        await store.reset(LATER_THINGS);
        expect(await store.checkpoint(THINGS)).toBeUndefined();
        expect(await commit(LOG_START, 9)).toBe(false);
        await commit(LOG_START, 5, { changes: [sets('a', { weight: 70 })] }, LATER_THINGS);
        expect(await state(LATER_THINGS)).toStrictEqual({
          checkpoint: 5,
          rows: [{ id: 'a', label: null, weight: 70 }],
          parked: [],
        });
      });
    });
  });
}
