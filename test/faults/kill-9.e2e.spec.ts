import { newFolder, run, start } from '../support/process.js';
import { expectHeld, expectNoStepTwice, expectWhole } from './held.js';
import { accountRows, keptEvents } from './kept.js';
import { Crowd } from './kill-9/crowd.js';
import { SETTINGS } from './kill-9/person.js';
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
    const service = await start({ folder, environment: SETTINGS });
    await crowd.check(service.url, 'touched');
    await crowd.actUntilKilled(service);
  }
  const service = await start({ folder, environment: SETTINGS });
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
