import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { LogGuard } from '../event-store/log-guard.js';
import { ProjectionStore, type Lease } from '../projections/projection-store.js';
import { keepRunningAlone } from '../projections/run-alone.js';
import { runTogether } from '../projections/run-together.js';
import { Courier } from './courier.js';
import { OutboxFiller } from './outbox-filler.js';

/** Tells owners what they should know, on one replica at a time. */
@Injectable()
export class NotificationRunner implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(NotificationRunner.name);
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    private readonly leases: ProjectionStore,
    private readonly guard: LogGuard,
    private readonly filler: OutboxFiller,
    private readonly courier: Courier,
  ) {}

  onApplicationBootstrap(): void {
    const task = {
      name: 'notifications',
      told: 'Notifications stopped; they are tried again each second',
      goesOn: 'Notifications go on',
      run: this.run.bind(this),
    };
    this.running = keepRunningAlone(this.leases, task, this.stopping.signal, this.logger);
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(stop: AbortSignal, lease: Lease, wentWell: () => void): Promise<void> {
    // On a log that lost its end the mark must stay where it is: it is the only witness.
    await this.guard.look();
    wentWell();
    await runTogether(stop, [
      (signal) => this.filler.follow(signal),
      (signal) => this.courier.deliver(signal),
    ]);
    if (!lease.lost.aborted) await this.filler.catchUp();
  }
}
