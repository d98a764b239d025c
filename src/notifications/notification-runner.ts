import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { LogGuard } from '../event-store/log-guard.js';
import { ProjectionStore } from '../projections/projection-store.js';
import { Courier } from './courier.js';
import { OutboxFiller } from './outbox-filler.js';

const PAUSE_MS = 1_000;

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
    this.running = this.keepRunning(this.stopping.signal);
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async keepRunning(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.runAlone(signal);
      } catch (fault) {
        if (this.stopping.signal.aborted) return;
        this.logger.error('Notifications stopped; they go on in a second', fault);
      }
      await sleep(PAUSE_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  private async runAlone(stop: AbortSignal): Promise<void> {
    const lease = await this.leases.acquire({ name: 'notifications' }, stop);
    const over = new AbortController();
    const signal = AbortSignal.any([stop, lease.lost, over.signal]);
    try {
      // On a log that lost its end the mark must stay where it is: it is the only witness.
      await this.guard.look();
      const parts = [this.filler.follow(signal), this.courier.deliver(signal)];
      const ended = await Promise.allSettled(parts.map((part) => part.finally(() => over.abort())));
      for (const one of ended) if (one.status === 'rejected') throw one.reason;
      if (!lease.lost.aborted) await this.filler.catchUp();
    } finally {
      await lease.release();
    }
  }
}
