import { newFolder, run, start } from '../support/process.js';
import { accountRows, keptEvents, type KeptEvent } from './kept.js';
import { Crowd } from './kill-9/crowd.js';
import type { Acknowledged } from './kill-9/person.js';
import { randomFrom, type Random } from './kill-9/random.js';

/** Each on a folder of its own, so that one starts while the other is under load. */
const SERVICES = 2;
const KILLS_EACH = 25;
const LONGEST_MS = 20 * 60_000;

describe('A service that is killed again and again under load, fifty times in all', () => {
  it(
    'loses nothing it acknowledged, and accepts no code twice',
    async () => {
      const seed = Number(process.env['KILL_9_SEED'] ?? Date.now() % 1_000_000);
      process.stderr.write(`kill -9: repeat these choices with KILL_9_SEED=${String(seed)}\n`);
      const ordeals = Array.from({ length: SERVICES }, (_, service) => ordeal(randomFrom(seed + service)));
      const counts = new Map<string, number>();
      for (const crowd of await Promise.all(ordeals)) {
        for (const [what, times] of crowd.counts) counts.set(what, (counts.get(what) ?? 0) + times);
      }
      const told = [...counts].sort().map(([what, times]) => `${what} ${String(times)}`);
      process.stderr.write(`kill -9: ${told.join(', ')}\n`);
      for (const act of ['register', 'signIn', 'startEnrollment', 'confirm', 'answer', 'disable']) {
        expect(counts.get(`${act} acknowledged`)).toBeGreaterThan(0);
      }
    },
    LONGEST_MS,
  );
});

async function ordeal(random: Random): Promise<Crowd> {
  const crowd = new Crowd(random);
  const folder = newFolder();
  for (let kills = 0; kills < KILLS_EACH; kills++) {
    const service = await start({ folder });
    await crowd.check(service.url, 'touched');
    await crowd.actUntilKilled(service);
  }
  const service = await start({ folder });
  await crowd.check(service.url, 'all');
  expect(await service.stop()).toMatchObject({ code: 0, stderr: '' });

  const log = keptEvents(folder);
  expectWhole(log);
  expectNoStepTwice(log);
  expectHeld(
    log,
    crowd.people.flatMap(({ acknowledged }) => acknowledged),
  );
  const rows = accountRows(folder);
  expect(await run(['rebuild'], { folder })).toMatchObject({ code: 0 });
  expect(accountRows(folder)).toEqual(rows);
  return crowd;
}

/** Every stream counts from 0 without a gap, in the order of the log. */
function expectWhole(log: readonly KeptEvent[]): void {
  const next = new Map<string, number>();
  for (const { stream, revision } of log) {
    expect({ stream, revision }).toEqual({ stream, revision: next.get(stream) ?? 0 });
    next.set(stream, revision + 1);
  }
}

/** The steps an enrollment accepted only ever increase. */
function expectNoStepTwice(log: readonly KeptEvent[]): void {
  const last = new Map<unknown, number>();
  const accepted = ['TwoFactorEnrollmentConfirmed', 'TwoFactorCodeAccepted', 'TwoFactorDisabled'];
  for (const { type, data } of log.filter((event) => accepted.includes(event.type))) {
    const { enrollmentId, step } = data as { enrollmentId: string; step: number };
    expect({ type, enrollmentId, later: step > (last.get(enrollmentId) ?? -1) }).toMatchObject({
      later: true,
    });
    last.set(enrollmentId, step);
  }
}

/** Everything that was acknowledged is in the log. */
function expectHeld(log: readonly KeptEvent[], acknowledged: readonly Acknowledged[]): void {
  const nameOf = ({ stream, type, enrollmentId, step }: Acknowledged) =>
    `${stream} ${type} ${String(enrollmentId)} ${String(step)}`;
  const held = new Set(
    log.map(({ data, ...event }) => {
      const { enrollmentId, step } = data as Partial<Acknowledged>;
      return nameOf({ ...event, enrollmentId, step });
    }),
  );
  expect(acknowledged.map(nameOf).filter((name) => !held.has(name))).toEqual([]);
}
