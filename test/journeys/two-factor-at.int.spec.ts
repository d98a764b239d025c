import { history, TWO_FACTOR_AT, twoFactorAt } from '../support/client-queries.js';
import { somebody, type Client } from '../support/client.js';
import { startService, type Service } from '../support/service.js';
import { liveEventfully, type EventfulLife } from './eventful-life.js';

/** The status after each event of the life. */
const STATUSES = ['PENDING', 'ON', 'ON', 'ON', 'ON', 'OFF', 'PENDING', 'OFF'];
/** Which event made it that. */
const DECIDED_BY = [0, 1, 1, 1, 1, 5, 6, 7];

describe('The 2FA of an account at a point of the past', () => {
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

  it('is told at any instant, with the entry of the history that decided it', async () => {
    const entries = await history(auditor, accountId, { order: 'OLDEST_FIRST' });
    for (const [index, at] of life.times.entries()) {
      const decidedBy = entries[DECIDED_BY[index]!]!;
      const later = new Date(Date.parse(at) + 59_999).toISOString();
      expect(await twoFactorAt(auditor, accountId, { at: later })).toEqual({
        accountId,
        at: later,
        status: STATUSES[index],
        since: decidedBy['at'],
        enrollmentExpiresAt: STATUSES[index] === 'PENDING' ? (expect.anything() as unknown) : null,
        lockedUntil: null,
        failures: index === 3 ? 1 : 0,
        recoveryCodesLeft: STATUSES[index] === 'ON' ? 10 : null,
        decidedBy,
        // What happened in one append happened at one time.
        lastEntry: entries[life.times.lastIndexOf(at)],
        otherPositions: [],
      });
    }
  });

  it('is told at any position of the log', async () => {
    const entries = await history(person, accountId, { order: 'OLDEST_FIRST' });
    for (const [index, { position, at }] of entries.entries()) {
      const point = { position: position as string };
      expect(await twoFactorAt(person, accountId, point)).toMatchObject({
        at: at as string,
        status: STATUSES[index],
        decidedBy: entries[DECIDED_BY[index]!]!,
        lastEntry: entries[index]!,
      });
    }
  });

  it('tells who took 2FA away, and why', async () => {
    const now = service.clock.now().toISOString();
    expect(await twoFactorAt(person, accountId, { at: now })).toMatchObject({
      decidedBy: { actor: { kind: 'ADMINISTRATOR' }, resetReason: 'Asked at the counter' },
    });
  });

  it('is whose history it is, an auditor’s and an administrator’s, and nobody else’s', async () => {
    const point = { at: life.times[1]! };
    for (const client of [person, auditor, await service.keyClient('administrator')])
      expect(await twoFactorAt(client, accountId, point)).toMatchObject({ status: 'ON' });
    const stranger = service.client();
    await stranger.registered(somebody());
    for (const client of [stranger, service.client(), await service.keyClient('application')])
      expect(await twoFactorAt(client, accountId, point)).toBeNull();
  });

  it('is null for who is not there, and for the time before the account was', async () => {
    const point = { at: life.times[1]! };
    for (const id of ['019f0000-0000-7000-8000-000000000000', 'nonsense', ''])
      expect(await twoFactorAt(auditor, id, point)).toBeNull();
    expect(await twoFactorAt(auditor, accountId, { at: '2020-01-01T00:00:00Z' })).toBeNull();
    expect(await twoFactorAt(auditor, accountId, { position: '0' })).toBeNull();
  });

  it.each([
    [{}, 'BAD_REQUEST'],
    [{ at: '2026-03-01T12:00:00Z', position: '1' }, 'BAD_REQUEST'],
    [{ at: '2999-01-01T00:00:00Z' }, 'BAD_REQUEST'],
    [{ at: 'yesterday' }, 'BAD_USER_INPUT'],
    [{ position: '999999999999999' }, 'BAD_POSITION'],
    [{ position: '-1' }, 'BAD_POSITION'],
    [{ position: '1e3' }, 'BAD_POSITION'],
    [{ position: '' }, 'BAD_POSITION'],
  ])('is not told at no point of the past: %j', async (point, code) => {
    const { errors } = await auditor.send(TWO_FACTOR_AT, { accountId, ...point });
    expect(errors).toMatchObject([{ extensions: { code } }]);
  });
});
