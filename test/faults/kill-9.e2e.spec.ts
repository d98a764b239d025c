import { newFolder, run, start } from '../support/process.js';
import { accountRows, keptEvents, type KeptEvent } from './kept.js';
import { Crowd } from './kill-9/crowd.js';
import type { Acknowledged } from './kill-9/person.js';
import { randomFrom } from './kill-9/random.js';

const KILLS = 50;
const LONGEST_MS = 20 * 60_000;

describe('A service that is killed fifty times under load', () => {
  it(
    'loses nothing it acknowledged, and accepts no code twice',
    async () => {
      const seed = Number(process.env['KILL_9_SEED'] ?? Date.now() % 1_000_000);
      process.stderr.write(`kill -9: repeat these choices with KILL_9_SEED=${String(seed)}\n`);
      const random = randomFrom(seed);
      const crowd = new Crowd(random);
      const folder = newFolder();
      for (let kills = 0; kills < KILLS; kills++) {
        const service = await start({ folder });
        await crowd.check(service.url, 'touched');
        await crowd.actUntilKilled(service);
      }
      const service = await start({ folder });
      await crowd.check(service.url, 'touched');
      await crowd.check(service.url, 'all');
      expect(await service.stop()).toMatchObject({ code: 0, stderr: '' });

      const counts = [...crowd.counts].sort().map(([what, times]) => `${what} ${String(times)}`);
      process.stderr.write(`kill -9: ${counts.join(', ')}\n`);
      for (const act of ['register', 'signIn', 'startEnrollment', 'confirm', 'answer', 'disable']) {
        expect(crowd.counts.get(`${act} acknowledged`)).toBeGreaterThan(0);
      }
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
    },
    LONGEST_MS,
  );
});

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
