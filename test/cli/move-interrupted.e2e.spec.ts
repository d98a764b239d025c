import { once } from 'node:events';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { SqliteEventStore } from '../../src/event-store/sqlite-event-store.js';
import { refusal } from '../faults/refusals.js';
import { accountId, record, registered, unknownToUs } from '../support/account-history.js';
import { countersign, newFolder, run, start } from '../support/process.js';
import { eventsIn, Servers } from './servers.js';

const ACCOUNTS = 300;

/** A data folder with a master key, and 900 events in as many appends. */
async function longLog(): Promise<string> {
  const service = await start();
  const { folder } = service;
  await service.stop();
  const store = new SqliteEventStore(join(folder, 'events.db'));
  const accounts = Array.from({ length: ACCOUNTS }, (_, number) => accountId(number));
  await Promise.all(accounts.map((account) => record(store, [...registered(account), unknownToUs(account)])));
  store.close();
  return folder;
}

describe('A move to a cluster', () => {
  let folder: string;
  let servers: Servers;
  beforeAll(async () => {
    folder = await longLog();
    servers = await Servers.start(join(folder, 'master.key'));
  });

  /** Moves until it tells that so many events are there, then does something to it. */
  async function moveUntil(moved: number, act: (move: { kill: () => void }) => unknown): Promise<string> {
    const [node = '', ...main] = countersign();
    const { PATH } = process.env;
    const child = spawn(node, [...main, 'move-to-cluster'], {
      env: { PATH, DATA_DIR: folder, ...servers.environment },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    let acted = false;
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const told = Number([...said.matchAll(/^Moved: (\d+) of/gm)].at(-1)?.[1] ?? -1);
      if (acted || told < moved) return;
      acted = true;
      act({ kill: () => child.kill('SIGKILL') });
    });
    await once(child, 'close');
    expect(acted).toBe(true);
    return said;
  }

  it('goes on where it stopped after it was killed, or the event store was', async () => {
    const log = eventsIn(folder);
    const arrived = () => servers.events();
    await servers.eventStore.faults.delay(5);
    await moveUntil(1, (move) => {
      move.kill();
    });
    const first = arrived().length;
    expect(first).toBeGreaterThan(0);
    expect(first).toBeLessThan(log.length);
    expect(arrived()).toStrictEqual(log.slice(0, first));

    let down: Promise<void> | undefined;
    const said = await moveUntil(first + 1, () => {
      down = servers.eventStore.kill();
    });
    expect(said).toMatch(new RegExp(`^${String(first)} events are there already, and the same\\.$`, 'm'));
    expect(said).toMatch(
      /\nThe move broke off: The event store did not answer \(.+\)\. Begin it again, it goes on where it stopped\.\n$/,
    );
    await down;
    await servers.whileEventStoreIsDown(() => undefined);
    const second = arrived().length;
    expect(second).toBeGreaterThan(first);
    expect(arrived()).toStrictEqual(log.slice(0, second));

    const { code, lines } = await run(['move-to-cluster'], { folder, environment: servers.environment });
    expect(code).toBe(0);
    expect(lines).toContain(`${String(second)} events are there already, and the same.`);
    expect(lines).toContain(
      `All ${String(log.length)} events are there, in order, and the same byte for byte.`,
    );
    expect(arrived()).toStrictEqual(log);
  });

  it('refuses a cluster whose log somebody changed, naming the event', async () => {
    await servers.whileEventStoreIsDown((log) => {
      log.exec(`UPDATE log SET data = CAST(replace(CAST(data AS TEXT), 'future', 'past') AS BLOB)
                  WHERE stream = 'twoFactor-${accountId(0)}'`);
    });
    const { code, lines } = await run(['move-to-cluster'], { folder, environment: servers.environment });
    const event = `TwoFactorTransferred at twoFactor-${accountId(0)}@0`;
    expect([code, lines.at(-1)]).toEqual([
      1,
      expect.stringMatching(
        `^The cluster holds another log: event \\d+ is ${event} in the data folder and ${event} on the cluster, and its data differs\\.$`,
      ),
    ]);
  });
});

describe('A move to a cluster is refused', () => {
  let folder: string;
  beforeAll(async () => {
    const service = await start();
    folder = service.folder;
    await service.client().register({ username: 'ada', password: 'correct horse battery staple' });
    await service.stop();
  });
  const move = (environment: Readonly<Record<string, string>>, from = folder) =>
    refusal({ folder: from, environment }, ['move-to-cluster']);

  it('with another master key than the folder was made with, before anything is moved', async () => {
    const servers = await Servers.start(join(folder, 'master.key'));
    const environment = {
      ...servers.environment,
      MASTER_KEY: Buffer.from('the master key of somebody else.').toString('base64'),
    };
    expect(await move(environment)).toMatch(
      /^The key of account\/[\w-]+ was made with master key [0-9a-f]{16}, but the configured one is [0-9a-f]{16}\. Set MASTER_KEY or MASTER_KEY_FILE to the key it was made with\.$/,
    );
    expect(servers.events()).toEqual([]);
  });

  it('onto a cluster somebody else uses, where nothing is changed', async () => {
    const servers = await Servers.start(join(folder, 'master.key'));
    const other = await start({ environment: servers.environment });
    await other.stop();
    expect(await move(servers.environment)).toBe(
      'The database is in use by another installation: it has a key of its own for service/log.',
    );
    expect(servers.events()).toEqual([]);
    expect(await servers.owners()).toEqual(['service/log']);
  });

  it('without a log to move, a master key, or a place to move to', async () => {
    const nowhere = join(newFolder(), 'nowhere');
    const servers = {
      EVENT_STORE_URL: 'esdb://localhost:1?tls=false',
      DATABASE_URL: 'postgres://c@localhost:1/c',
    };
    expect(await move(servers, nowhere)).toBe(
      `There is no event log in ${nowhere}. Set DATA_DIR to the folder that has one.`,
    );
    expect(await move(servers)).toMatch(/^On a cluster a master key is required: /);
    expect(await move({ EVENT_STORE_URL: servers.EVENT_STORE_URL })).toBe(
      'A cluster needs both EVENT_STORE_URL and DATABASE_URL: DATABASE_URL is not set.',
    );
    expect(await move({})).toBe(
      'A cluster needs both EVENT_STORE_URL and DATABASE_URL: EVENT_STORE_URL is not set.',
    );
  });
});
