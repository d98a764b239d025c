import { join } from 'node:path';
import { LogGuard } from '../../src/event-store/log-guard.js';
import { readHeads } from '../../src/evidence/head-file.js';
import { NotaryRunner } from '../../src/evidence/notary-runner.js';
import { TreeKeeper } from '../../src/evidence/tree-keeper.js';
import { eventually } from '../support/eventually.js';
import { ADA, GRACE } from '../support/facts.js';
import { listen } from '../support/logged.js';
import { startService, temporaryFolder } from '../support/service.js';
import { startReceiver } from '../support/webhook-receiver.js';
import { Installation } from './installation.js';
import { databaseIn } from './tampering.js';

const unheard = (line: string) => expect(line).toBeUndefined();

describe('A running service', () => {
  it('signs its log at intervals, and once more when it stops', async () => {
    const file = join(temporaryFolder(), 'heads.ndjson');
    await using service = await startService({ environment: { NOTARY_FILE: file, NOTARY_INTERVAL: '1' } });
    await service.client().registered(ADA);
    await eventually(async () => {
      expect((await readHeads(file, unheard)).at(-1)).toMatchObject({ treeSize: 2 });
    });
    await service.client().registered(GRACE);
    await service.stop();
    expect((await readHeads(file, unheard)).at(-1)).toMatchObject({ treeSize: 4 });
  });

  it('has its heads delivered as they are signed, the last one when it stops', async () => {
    await using receiver = await startReceiver('NOTARY');
    const sizes = () => receiver.received.map(({ body }) => body.data['treeSize']);
    await using service = await startService({
      environment: { ...receiver.environment, NOTARY_INTERVAL: '1' },
    });
    await service.client().registered(ADA);
    await eventually(() => expect(sizes()).toContain(2));
    await service.client().registered(GRACE);
    await service.stop();
    expect(sizes().at(-1)).toBe(4);
    expect(receiver.received.every(receiver.isGenuine)).toBe(true);
  });

  it('signs and stops although nobody takes its heads in, and delivers them when it starts again', async () => {
    await using receiver = await startReceiver('NOTARY');
    receiver.answer = () => undefined;
    const file = join(temporaryFolder(), 'heads.ndjson');
    const environment = { ...receiver.environment, NOTARY_FILE: file, NOTARY_INTERVAL: '1' };
    await using service = await startService({ environment });
    await service.client().registered(ADA);
    await eventually(() => expect(receiver.received).not.toHaveLength(0));
    await service.client().registered(GRACE);
    await service.stop();
    const heads = await readHeads(file, unheard);
    expect(heads.at(-1)).toMatchObject({ treeSize: 4 });
    receiver.answer = () => 204;
    const heard = receiver.received.length;
    await service.startAgain();
    await eventually(() => {
      expect(receiver.received.slice(heard).map(({ body }) => body.data)).toEqual(heads);
    });
  });
});

/** Counts how often it was tried. */
class CountingKeeper extends TreeKeeper {
  tries = 0;

  override catchUp(signal?: AbortSignal): Promise<boolean> {
    this.tries++;
    return super.catchUp(signal);
  }
}

describe('A notary whose log was changed', () => {
  it('says so once, and goes on by itself when the log is what it was', async () => {
    await using it = new Installation({ NOTARY_INTERVAL: '1' });
    await it.log.append('account-1', 1, 2);
    await it.notarise();
    const write = (value: number) => {
      using db = databaseIn(it.folder);
      db.exec(`UPDATE events SET data = '{"value":${value}}' WHERE revision = 1`);
    };
    write(3);
    const lines = listen();
    const { eventStore, evidence, outbox, projections } = it.storage;
    const keeper = new CountingKeeper(eventStore, evidence);
    const guard = new LogGuard(eventStore, outbox);
    const runner = new NotaryRunner(projections, guard, keeper, it.notary, it.newCourier(), it.config);
    runner.onApplicationBootstrap();
    await eventually(() => expect(keeper.tries).toBeGreaterThanOrEqual(3));
    const alarm = 'ALARM: the notary stopped; it tries again each second';
    expect(lines).toEqual([alarm]);
    write(2);
    await eventually(() => expect(lines).toEqual([alarm, 'The notary goes on']));
    await runner.onApplicationShutdown();
  });
});
