import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { settings, type Config } from '../../src/config/config.js';
import { MasterKeys } from '../../src/crypto/master-keys.js';
import type { EventStore } from '../../src/event-store/event-store.js';
import { LogGuard } from '../../src/event-store/log-guard.js';
import { LogKey } from '../../src/event-store/log-key.js';
import { HeadCourier } from '../../src/evidence/head-courier.js';
import { Notary } from '../../src/evidence/notary.js';
import { TreeKeeper } from '../../src/evidence/tree-keeper.js';
import { openEmbeddedStorage } from '../../src/sqlite/embedded-storage.js';
import type { Storage } from '../../src/storage.js';
import { chooseWebhook } from '../../src/webhooks/choose-webhook.js';
import { ChainedLog } from '../support/chained-log.js';
import { temporaryFolder } from '../support/service.js';
import { TestClock } from '../support/test-clock.js';

/** A data folder with a log in it, and a notary that does what it is told. */
export class Installation implements AsyncDisposable {
  readonly folder = temporaryFolder();
  readonly clock = new TestClock();
  readonly masterKeys = new MasterKeys([randomBytes(32)]);
  storage: Storage;
  log: ChainedLog;

  /** @param eventStore where the log is instead of in the folder */
  constructor(
    private readonly environment: Readonly<Record<string, string>> = {},
    eventStore?: EventStore,
  ) {
    this.storage = { ...openEmbeddedStorage(this.folder), ...(eventStore && { eventStore }) };
    this.log = new ChainedLog(this.storage.eventStore);
  }

  get config(): Config {
    return settings.parse(this.environment);
  }

  get keeper(): TreeKeeper {
    return new TreeKeeper(this.storage.eventStore, this.storage.evidence);
  }

  get notary(): Notary {
    const { eventStore, evidence, outbox, wrappedKeys } = this.storage;
    const guard = new LogGuard(eventStore, outbox);
    return new Notary(evidence, this.clock, wrappedKeys, this.masterKeys, guard, this.config);
  }

  get key(): LogKey {
    return new LogKey(this.storage.wrappedKeys, this.masterKeys, this.storage.eventStore);
  }

  /** One that has tried nothing yet, as after a start. */
  newCourier(): HeadCourier {
    return new HeadCourier(this.storage.evidence, this.clock, chooseWebhook(this.config, 'NOTARY'));
  }

  /** What the notary does at every interval. */
  async notarise() {
    await this.keeper.catchUp();
    return this.notary.sign();
  }

  /** Closes the files, lets somebody at the folder, and opens what is there then. */
  async whileClosed(work: (folder: string) => void): Promise<void> {
    await this.storage.close();
    work(this.folder);
    this.storage = openEmbeddedStorage(this.folder);
    this.log = new ChainedLog(this.storage.eventStore);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.storage.close();
    rmSync(this.folder, { recursive: true });
  }
}
