import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { Config } from '../config/config.js';
import { LogGuard } from '../event-store/log-guard.js';
import { ProjectionStore, type Lease } from '../projections/projection-store.js';
import { keepRunningAlone } from '../projections/run-alone.js';
import { runTogether } from '../projections/run-together.js';
import { HeadCourier } from './head-courier.js';
import { Notary } from './notary.js';
import { TreeKeeper } from './tree-keeper.js';

/** How often the tree takes in what is new in the log: events that come in between share a write. */
const LOOK_EVERY_MS = 1_000;

/** How long a service that stops waits for its last head to arrive elsewhere. */
const LAST_DELIVERY_MS = 2_000;

/**
 * Keeps the tree up with the log, signs it at intervals and at the end, and has the heads delivered; on one
 * replica at a time.
 */
@Injectable()
export class NotaryRunner implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(NotaryRunner.name);
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    private readonly leases: ProjectionStore,
    private readonly guard: LogGuard,
    private readonly keeper: TreeKeeper,
    private readonly notary: Notary,
    private readonly courier: HeadCourier,
    private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    const task = {
      name: 'notary',
      told: 'ALARM: the notary stopped; it tries again each second',
      goesOn: 'The notary goes on',
      run: this.run.bind(this),
    };
    this.running = keepRunningAlone(this.leases, task, this.stopping.signal, this.logger);
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(stop: AbortSignal, lease: Lease, wentWell: () => void): Promise<void> {
    // A log that lost its end must not be signed as if it were whole.
    await this.guard.look();
    await runTogether(stop, [
      (signal) => this.keepSigning(signal, wentWell),
      (signal) => this.courier.follow(signal),
    ]);
    if (lease.lost.aborted) return;
    await this.keeper.catchUp();
    await this.notary.sign();
    await this.courier.deliver(AbortSignal.timeout(LAST_DELIVERY_MS));
  }

  private async keepSigning(signal: AbortSignal, wentWell: () => void): Promise<void> {
    let signedAt = performance.now();
    while (!signal.aborted) {
      await this.keeper.catchUp(signal);
      if (performance.now() - signedAt >= this.config.NOTARY_INTERVAL * 1_000) {
        await this.notary.sign();
        wentWell();
        signedAt = performance.now();
      }
      await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
