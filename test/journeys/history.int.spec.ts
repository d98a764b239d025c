import {
  history,
  HISTORY,
  historyPage,
  nodes,
  viewer,
  type Entry,
  type Page,
} from '../support/client-queries.js';
import { somebody, type Client, type Credentials } from '../support/client.js';
import { startService, type Service } from '../support/service.js';

/** A life with one event of each kind, a minute apart where time makes no difference. */
const LIFE = [
  'TWO_FACTOR_ENROLLMENT_STARTED',
  'TWO_FACTOR_ENROLLMENT_CONFIRMED',
  'TWO_FACTOR_CODE_REJECTED',
  'TWO_FACTOR_CODE_ACCEPTED',
  'TWO_FACTOR_DISABLED',
  'TWO_FACTOR_ENROLLMENT_STARTED',
  'TWO_FACTOR_RESET',
] as const;

describe('The history of an account', () => {
  let service: Service;
  let [person, me]: [Client, Credentials] = [undefined!, undefined!];
  let auditor: Client;
  let accountId: string;
  /** The `x-correlation-id` of the requests that wrote it, in order. */
  const correlationIds: string[] = [];
  /** The sessions it was written in. */
  const sessions: Record<'first' | 'second', string> = { first: '', second: '' };
  let began: Date;

  beforeAll(async () => {
    service = await startService();
    began = service.clock.now();
    auditor = await service.keyClient('auditor');
    const administrator = await service.keyClient('administrator');
    [person, me] = [service.client(), somebody()];
    ({ accountId } = await person.registered(me));
    sessions.first = await sessionOf(person);

    const { enrollmentId, secret } = await noted(person, () => person.startEnrollment(me.password));
    const code = () => person.code(secret as string);
    service.clock.advance({ seconds: 60 });
    await noted(person, () => person.confirmEnrollment(enrollmentId as string, code()));
    service.clock.advance({ seconds: 60 });
    const { challenge } = await person.signIn(me);
    const wrong = person.wrongCode(secret as string);
    await noted(person, () => person.answerChallenge(challenge as string, wrong));
    service.clock.advance({ seconds: 60 });
    await noted(person, () => person.answerChallenge(challenge as string, code()));
    sessions.second = await sessionOf(person);
    service.clock.advance({ seconds: 60 });
    await noted(person, () => person.disableTwoFactor(me.password, code()));
    service.clock.advance({ seconds: 60 });
    await noted(person, () => person.startEnrollment(me.password));
    service.clock.advance({ seconds: 60 });
    await noted(administrator, () => administrator.resetTwoFactor(accountId, 'Asked at the counter'));
  });
  afterAll(() => service.dispose());

  async function noted<T>(client: Client, work: () => Promise<T>): Promise<T> {
    const result = await work();
    correlationIds.push(client.replies.at(-1)!.headers.get('x-correlation-id')!);
    return result;
  }

  async function sessionOf(client: Client): Promise<string> {
    return (await viewer(client))!['session'].id as string;
  }

  const minute = (index: number) => new Date(began.getTime() + index * 60_000).toISOString();
  const types = (entries: readonly Entry[]) => entries.map(({ type }) => type as string);

  it('tells what, when, who, from which operation, and which request', async () => {
    const byPerson = (sessionId: string | null) => ({ kind: 'PERSON', id: accountId, sessionId });
    const whoAndWhence = [
      [byPerson(sessions.first), 'startEnrollment'],
      [byPerson(sessions.first), 'confirmEnrollment'],
      [byPerson(null), 'answerChallenge'],
      [byPerson(null), 'answerChallenge'],
      [byPerson(sessions.second), 'disableTwoFactor'],
      [byPerson(sessions.second), 'startEnrollment'],
      [
        { kind: 'ADMINISTRATOR', id: expect.stringMatching(/^administrator-/), sessionId: null },
        'resetTwoFactor',
      ],
    ];
    const entries = await history(auditor, accountId, { order: 'OLDEST_FIRST' });
    expect(entries).toMatchObject(
      whoAndWhence.map(([actor, operation], index) => ({
        type: LIFE[index],
        at: minute(index),
        actor,
        operation,
        correlationId: correlationIds[index],
      })),
    );
    expect(new Set(correlationIds).size).toBe(LIFE.length);
    for (const { id } of entries) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-/);
  });

  it('tells why a code was rejected, for which act, and how many were wrong by then', async () => {
    const filter = { types: ['TWO_FACTOR_CODE_REJECTED'] };
    expect(await history(person, accountId, { filter })).toMatchObject([
      { rejection: 'WRONG', purpose: 'SIGN_IN', failures: 1, clockOffBySeconds: null },
    ]);
  });

  it('tells why an administrator reset it', async () => {
    expect(await history(person, accountId, { first: 1 })).toMatchObject([
      { resetReason: 'Asked at the counter' },
    ]);
  });

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
    expect(nodes(second)).toMatchObject([{ type: 'TWO_FACTOR_ENROLLMENT_STARTED', at: minute(0) }]);
    expect(second.pageInfo.hasNextPage).toBe(false);
    expect(await history(person, accountId, { filter: { types: ['TWO_FACTOR_LOCKED'] } })).toEqual([]);
    expect(await history(person, accountId, { filter: { types: [] } })).toEqual([]);
  });

  it('filters by time: from an instant on, until before another', async () => {
    const at = async (filter: { readonly from?: string; readonly until?: string }) =>
      (await history(person, accountId, { order: 'OLDEST_FIRST', filter })).map(
        (entry) => entry['at'] as string,
      );
    expect(await at({ from: minute(4) })).toEqual([minute(4), minute(5), minute(6)]);
    expect(await at({ until: minute(2) })).toEqual([minute(0), minute(1)]);
    expect(await at({ from: minute(2), until: minute(4) })).toEqual([minute(2), minute(3)]);
    expect(await at({ from: minute(7) })).toEqual([]);
  });

  it('filters by type and time together', async () => {
    const filter = { types: ['TWO_FACTOR_ENROLLMENT_STARTED'], from: minute(1) };
    expect(await history(person, accountId, { filter })).toMatchObject([{ at: minute(5) }]);
  });

  it('is its owner’s to read, an auditor’s and an administrator’s, and nobody else’s', async () => {
    const administrator = await service.keyClient('administrator');
    for (const client of [person, auditor, administrator]) {
      expect(await history(client, accountId)).toHaveLength(LIFE.length);
    }
    const stranger = service.client();
    await stranger.registered(somebody());
    for (const client of [stranger, service.client(), await service.keyClient('application')]) {
      expect(await historyPage(client, accountId)).toBeNull();
    }
  });

  it('is empty for who never had 2FA, and null for who is not there', async () => {
    const { accountId: other } = await service.client().registered(somebody());
    expect(await history(auditor, other)).toEqual([]);
    for (const id of ['019f0000-0000-7000-8000-000000000000', 'nonsense', '']) {
      expect(await historyPage(auditor, id)).toBeNull();
    }
  });

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

  it('outlives the read model, since it comes from the log', async () => {
    const before = await history(auditor, accountId);
    service.storage.projections.checkpoint = () => Promise.reject(new Error('The read model is gone'));
    expect(await history(auditor, accountId)).toEqual(before);
  });
});
