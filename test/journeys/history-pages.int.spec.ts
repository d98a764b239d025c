import {
  history,
  HISTORY,
  historyPage,
  nodes,
  type Entry,
  type HistoryArguments,
  type Page,
} from '../support/client-queries.js';
import type { Client } from '../support/client.js';
import { startService, type Service } from '../support/service.js';
import { LIFE, liveEventfully, type EventfulLife } from './eventful-life.js';

describe('The history of an account', () => {
  let service: Service;
  let [person, auditor]: [Client, Client] = [undefined!, undefined!];
  let life: EventfulLife;
  let accountId: string;
  beforeAll(async () => {
    service = await startService();
    auditor = await service.keyClient('auditor');
    life = await liveEventfully(service);
    ({ person, accountId } = life);
  });
  afterAll(() => service.dispose());

  const types = (entries: readonly Entry[]) => entries.map(({ type }) => type as string);

  it('reads newest first unless asked for oldest first', async () => {
    expect(types(await history(person, accountId))).toEqual([...LIFE].reverse());
    expect(types(await history(person, accountId, { order: 'NEWEST_FIRST' }))).toEqual([...LIFE].reverse());
    expect(types(await history(person, accountId, { order: 'OLDEST_FIRST' }))).toEqual(LIFE);
  });

  it('comes in pages that follow one another, in both orders', async () => {
    for (const order of ['OLDEST_FIRST', 'NEWEST_FIRST'] as const) {
      const whole = await history(person, accountId, { order });
      const found: Entry[] = [];
      let after: string | null = null;
      do {
        const page: Page<Entry> = (await historyPage(person, accountId, { order, first: 3, after }))!;
        expect(page.edges).toHaveLength(Math.min(3, whole.length - found.length));
        found.push(...nodes(page));
        after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
      } while (after !== null);
      expect(found).toEqual(whole);
    }
  });

  it('filters by type, page by page', async () => {
    const filter = { types: ['TWO_FACTOR_ENROLLMENT_STARTED', 'TWO_FACTOR_RESET'] };
    const first = (await historyPage(person, accountId, { filter, first: 2 }))!;
    expect(types(nodes(first))).toEqual(['TWO_FACTOR_RESET', 'TWO_FACTOR_ENROLLMENT_STARTED']);
    expect(first.pageInfo.hasNextPage).toBe(true);
    const second = (await historyPage(person, accountId, {
      filter,
      first: 2,
      after: first.pageInfo.endCursor,
    }))!;
    expect(nodes(second)).toMatchObject([{ type: 'TWO_FACTOR_ENROLLMENT_STARTED', at: life.times[0] }]);
    expect(second.pageInfo.hasNextPage).toBe(false);
    expect(await history(person, accountId, { filter: { types: ['TWO_FACTOR_LOCKED'] } })).toEqual([]);
    expect(await history(person, accountId, { filter: { types: [] } })).toEqual([]);
  });

  it('filters by time: from an instant on, until before another', async () => {
    const { times } = life;
    const at = async (filter: HistoryArguments['filter']) => {
      const entries = await history(person, accountId, { order: 'OLDEST_FIRST', filter });
      return entries.map((entry) => entry['at'] as string);
    };
    expect(await at({ from: times[5] })).toEqual(times.slice(5));
    expect(await at({ until: times[3] })).toEqual(times.slice(0, 3));
    expect(await at({ from: times[3], until: times[5] })).toEqual(times.slice(3, 5));
    expect(await at({ from: service.clock.now().toISOString() })).toEqual([]);
  });

  it('filters by no time that is none, rather than answering with nothing', async () => {
    const wrong = [
      'hunter2',
      '2026-02-30T00:00:00Z',
      '2026-03-01',
      '2026-03-01T12:00:00',
      'March 2026',
      '',
      5,
      true,
    ];
    for (const from of wrong) {
      const { status, text, errors } = await person.send(HISTORY, { accountId, filter: { from } });
      expect(status).toBe(400);
      expect(errors).toMatchObject([
        {
          message: 'Variable "$filter" got an invalid value.',
          extensions: { code: 'BAD_USER_INPUT' },
        },
      ]);
      expect(text).not.toContain('hunter2');
    }
    const literal = `{ twoFactorHistory(accountId: "${accountId}", filter: { from: 5 }) { edges { cursor } } }`;
    expect(await person.send(literal)).toMatchObject({
      status: 400,
      errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }],
    });
    const offset = { from: life.times[7]!.replace('T12:', 'T14:').replace('.000Z', '+02:00') };
    expect(await history(person, accountId, { filter: offset })).toMatchObject([{ at: life.times[7] }]);
  });

  it('filters by type and time together', async () => {
    const filter = { types: ['TWO_FACTOR_ENROLLMENT_STARTED'], from: life.times[1] };
    expect(await history(person, accountId, { filter })).toMatchObject([{ at: life.times[6] }]);
  });

  it.each(['yesterday', '2026-13-45', '2026-03-01', 5, true])(
    'takes no time that is none: %j',
    async (from) => {
      const { errors, data } = await auditor.send(HISTORY, { accountId, filter: { from } });
      expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
      expect(data).toBeUndefined();
    },
  );

  it('has pages of 1 to 100, and takes no cursor it did not give out', async () => {
    for (const [page, code] of [
      [{ first: 0 }, 'BAD_PAGE'],
      [{ first: 101 }, 'BAD_PAGE'],
      [{ after: 'nonsense' }, 'BAD_CURSOR'],
    ] as const) {
      const { errors } = await auditor.send(HISTORY, { accountId, ...page });
      expect(errors).toMatchObject([{ extensions: { code } }]);
    }
  });
});
