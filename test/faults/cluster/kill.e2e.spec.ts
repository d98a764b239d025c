import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../../support/eventually.js';
import { run } from '../../support/process.js';
import { changesIn, expectHeld, expectNoStepTwice, expectWhole } from '../held.js';
import { SETTINGS } from '../kill-9/person.js';
import { randomFrom } from '../kill-9/random.js';
import { accountRows, keptEvents } from './kept.js';
import { isCaughtUp } from './outages.js';
import { Crowd } from './kill/crowd.js';
import { FaithfulSubscriber } from './kill/faithful-subscriber.js';
import { victimsOf } from './kill/victims.js';
import { startReplicas } from './replicas.js';
import { startServers, type Servers } from './servers.js';

const REPLICAS = 3;
const KILLS = Number(process.env['CLUSTER_KILLS'] ?? 50);
const LONGEST_MS = 20 * 60_000;

let servers: Servers;
const endings: (() => Promise<void>)[] = [];
beforeAll(async () => {
  servers = await startServers();
});
afterAll(async () => {
  for (const end of endings) await end();
  await servers.remove();
});

describe('Three replicas under load, while they, the event store and the database are killed again and again', () => {
  it(
    'lose nothing they acknowledged, accept no code twice, tell subscribers everything once, and keep the right rows',
    async () => {
      const seed = Number(process.env['CLUSTER_KILL_SEED'] ?? Date.now() % 1_000_000);
      tell(`repeat these choices with CLUSTER_KILL_SEED=${String(seed)}`);
      const random = randomFrom(seed);
      const replicas = await startReplicas(servers, REPLICAS, SETTINGS);
      const token = await newKey();
      const subscribers = replicas.map(({ url }) => new FaithfulSubscriber(url, token));
      const crowd = new Crowd(replicas, randomFrom(seed + 1));
      endings.push(() => crowd.abandon(), ...subscribers.map((subscriber) => () => subscriber.leave()));
      await crowd.isServedByAll();
      for (const { kill, startAgain } of victimsOf(servers, replicas, KILLS, random)) {
        await sleep(random.between(0, 300));
        await kill();
        await sleep(random.between(0, 300));
        await startAgain();
        await crowd.isServedByAll();
      }
      await crowd.leave();
      tell(
        [...crowd.counts]
          .sort()
          .map(([what, times]) => `${what} ${String(times)}`)
          .join(', '),
      );
      for (const act of ['register', 'signIn', 'startEnrollment', 'confirm', 'answer', 'disable']) {
        expect(crowd.counts.get(`${act} acknowledged`)).toBeGreaterThan(0);
      }

      const log = keptEvents(servers);
      expectWhole(log);
      expectNoStepTwice(log);
      expectHeld(
        log,
        crowd.people.flatMap(({ acknowledged }) => acknowledged),
      );
      const changes = changesIn(log);
      for (const subscriber of subscribers) {
        await eventually(() => expect(subscriber.changes.length).toBeGreaterThanOrEqual(changes.length));
        await subscriber.leave();
        expect(subscriber.changes).toMatchObject(changes);
        expect(subscriber.changes).toHaveLength(changes.length);
        expect(subscriber.refusals.filter((code) => code !== 'UNAVAILABLE')).toEqual([]);
      }
      tell(
        `${String(log.length)} events; subscriptions resumed ${subscribers.map((one) => one.resumptions).join(', ')} times`,
      );

      for (const { service } of replicas) await isCaughtUp(service);
      const rows = await accountRows(servers);
      expect(await run(['rebuild'], { environment: servers.environment })).toMatchObject({ code: 0 });
      expect(await accountRows(servers)).toEqual(rows);
      for (const replica of replicas) expect(await replica.stop()).toMatchObject({ code: 0, stderr: '' });
    },
    LONGEST_MS,
  );
});

async function newKey(): Promise<string> {
  const words = ['api-keys', 'create', '--role', 'application', '--name', 'subscribers'];
  const { stdout } = await run(words, { environment: servers.environment });
  return stdout.trim();
}

function tell(line: string): void {
  process.stderr.write(`cluster kill: ${line}\n`);
}
