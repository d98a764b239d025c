import { ReadAdoption, ReadAdoptionHandler } from '../../src/audit/read-adoption.query.js';
import {
  accountId,
  brokenAt,
  erased,
  happensTo,
  record,
  registered,
  type Happening,
} from '../support/account-history.js';
import { NOW } from '../support/facts.js';
import { listen } from '../support/logged.js';
import { MemoryEventStore } from '../support/memory-event-store.js';
import { TestClock } from '../support/test-clock.js';
import {
  codeAccepted,
  confirmed,
  disabled,
  started,
  STEP,
  wasReset,
  wrongCodes,
} from './two-factor.facts.js';

const [ADA, GRACE] = [accountId(0), accountId(1)];
const DAY_MS = 86_400_000;
const daysAgo = (days: number) => new Date(NOW.getTime() - days * DAY_MS);
const turnsOn = (account: string, at: Date): readonly Happening[] => [
  happensTo(account, started(), at),
  happensTo(account, confirmed(STEP), at),
];

/** A log of these happenings, and how 2FA was taken up in it. */
async function given(...happenings: readonly Happening[]) {
  const store = new MemoryEventStore();
  await record(store, happenings);
  const handler = new ReadAdoptionHandler(store, new TestClock());
  return { store, read: (from?: Date, until?: Date) => handler.execute(query(from, until)) };
}

const query = (from?: Date, until?: Date) => new ReadAdoption(from ?? null, until ?? null);

const day = (ago: number, accounts: number, withTwoFactor: number, turnedOn = 0, turnedOff = 0) => ({
  day: new Date(Math.floor(daysAgo(ago).getTime() / DAY_MS) * DAY_MS),
  accounts,
  withTwoFactor,
  turnedOn,
  turnedOff,
});

describe('How 2FA was taken up', () => {
  it('is told of every day from the first of the log to today, also of those without events', async () => {
    const { read } = await given(
      ...registered(ADA, daysAgo(4)),
      ...registered(GRACE, daysAgo(2)),
      ...turnsOn(ADA, daysAgo(2)),
      happensTo(ADA, disabled(STEP + 1), daysAgo(0)),
    );
    expect(await read()).toEqual([
      day(4, 1, 0),
      day(3, 1, 0),
      day(2, 2, 1, 1),
      day(1, 2, 1),
      day(0, 2, 0, 0, 1),
    ]);
  });

  it('counts what came before the first day that is asked for', async () => {
    const { read } = await given(...registered(ADA, daysAgo(9)), ...turnsOn(ADA, daysAgo(8)));
    expect(await read(daysAgo(1), daysAgo(0))).toEqual([day(1, 1, 1), day(0, 1, 1)]);
  });

  it('leaves out what came after the last day that is asked for', async () => {
    const { read } = await given(...registered(ADA, daysAgo(2)), ...turnsOn(ADA, daysAgo(0)));
    expect(await read(daysAgo(2), new Date(NOW.getTime() - DAY_MS / 2 - 15_000))).toEqual([
      day(2, 1, 0),
      day(1, 1, 0),
    ]);
  });

  it('turns nothing on when 2FA moves to another authenticator, nor when a code is used', async () => {
    const { read } = await given(
      ...registered(ADA),
      ...turnsOn(ADA, NOW),
      happensTo(ADA, codeAccepted(STEP + 1, 'signIn')),
      ...turnsOn(ADA, NOW),
    );
    expect(await read()).toEqual([day(0, 1, 1, 1)]);
  });

  it('turns nothing off when an administrator takes away what was never confirmed', async () => {
    const { read } = await given(
      ...registered(ADA),
      happensTo(ADA, started()),
      ...wrongCodes(1).map((event) => happensTo(ADA, event)),
      happensTo(ADA, wasReset()),
    );
    expect(await read()).toEqual([day(0, 1, 0)]);
  });

  it('counts an administrator’s reset, and turning it on again after it', async () => {
    const { read } = await given(
      ...registered(ADA),
      ...turnsOn(ADA, NOW),
      happensTo(ADA, wasReset()),
      ...turnsOn(ADA, NOW),
    );
    expect(await read()).toEqual([day(0, 1, 1, 2, 1)]);
  });

  it('counts an erased account no more from that day on, nor its 2FA, and leaves the days before', async () => {
    const { read } = await given(
      ...registered(ADA, daysAgo(3)),
      ...registered(GRACE, daysAgo(3)),
      ...turnsOn(ADA, daysAgo(2)),
      erased(ADA, daysAgo(1)),
      erased(GRACE, daysAgo(0)),
    );
    expect(await read()).toEqual([day(3, 2, 0), day(2, 2, 1, 1), day(1, 1, 0, 0, 1), day(0, 0, 0)]);
  });

  it('counts nothing of an account that was erased while its 2FA was being turned on', async () => {
    const { read } = await given(
      ...registered(ADA, daysAgo(1)),
      happensTo(ADA, started(), daysAgo(1)),
      erased(ADA, daysAgo(0)),
      happensTo(ADA, confirmed(STEP), daysAgo(0)),
    );
    expect(await read()).toEqual([day(1, 1, 0), day(0, 0, 0)]);
  });

  it('goes on from where it was, counting nothing twice, whoever asks at once', async () => {
    const { store, read } = await given(...registered(ADA, daysAgo(0)));
    const expected = [day(0, 1, 0)];
    expect(await Promise.all([read(), read(), read()])).toEqual([expected, expected, expected]);
    await record(store, [...registered(GRACE), ...turnsOn(GRACE, NOW)]);
    const later = [day(0, 2, 1, 1)];
    expect(await Promise.all([read(), read()])).toEqual([later, later]);
  });

  it('never has more with 2FA than accounts, nor fewer than none, when the clock was put back', async () => {
    const { read } = await given(
      ...registered(ADA, daysAgo(1)),
      ...turnsOn(ADA, daysAgo(3)),
      happensTo(ADA, disabled(STEP + 1), daysAgo(2)),
      ...turnsOn(ADA, daysAgo(0)),
    );
    expect(await read(daysAgo(3))).toEqual([day(3, 0, 0), day(2, 0, 0), day(1, 1, 0, 1, 1), day(0, 1, 1, 1)]);
  });

  it('is not told of days that are yet to come', async () => {
    const { read } = await given(...registered(ADA, daysAgo(1)));
    expect(await read(daysAgo(1), daysAgo(-5))).toEqual([day(1, 1, 0), day(0, 1, 0)]);
  });

  it('is nothing while nobody has registered', async () => {
    const { read } = await given();
    expect(await read()).toEqual([]);
  });

  it('is not told of more than ten years at once', async () => {
    const { read } = await given(...registered(ADA));
    expect(await read(daysAgo(3_661))).toBe('tooLong');
    expect(await read(daysAgo(3_660))).toHaveLength(3_661);
  });

  it('is counted without an event that cannot be read, of which the operator is told once', async () => {
    const lines = listen();
    const { read } = await given(...registered(ADA), brokenAt(ADA), ...registered(GRACE));
    const today = [day(0, 2, 0)];
    expect([await read(), await read()]).toEqual([today, today]);
    expect(lines).toEqual([expect.stringMatching(/^ALARM: the adoption of 2FA is counted without an event/)]);
  });

  it('is told of the last ten years when nobody asks for others, and of those before when asked', async () => {
    const { read } = await given(...registered(ADA, daysAgo(4_000)), ...turnsOn(ADA, daysAgo(4_000)));
    const days = await read();
    expect([days.length, days[0]]).toEqual([3_661, day(3_660, 1, 1)]);
    expect(await read(undefined, daysAgo(3_998))).toEqual([
      day(4_000, 1, 1, 1),
      day(3_999, 1, 1),
      day(3_998, 1, 1),
    ]);
  });
});
