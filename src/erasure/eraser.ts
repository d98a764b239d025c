import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { AccountsView } from '../accounts/accounts-view.js';
import { ToldOnce } from '../logging/told-once.js';
import { Erasure } from './erasure.js';

const EVERY_MS = 60_000;
const PAGE = 100;

const COPIES_LEFT =
  'A destroyed key may still be in keys.db-wal, since somebody reads keys.db, as a backup does; tried again each minute';

/**
 * Finishes what a crash left unfinished, and destroys keys anew that came back with a backup:
 * goes through all erasures after a start, and from then on through those that are new. Copies of keys
 * that somebody was reading are destroyed once nobody does.
 */
@Injectable()
export class Eraser implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(Eraser.name);
  private readonly copies = new ToldOnce(this.logger);
  private timer: NodeJS.Timeout | undefined;
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  /** Position of the last erasure that is known to be finished. */
  private done = 0;

  constructor(
    private readonly view: AccountsView,
    private readonly erasure: Erasure,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.round();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    clearTimeout(this.timer);
    await this.running;
  }

  /** Does what is left to do now. */
  async finishAll(): Promise<void> {
    await this.finishErasures();
    if (await this.erasure.finishKeys()) this.copies.over('No copy of a destroyed key is left');
    else this.copies.problem(COPIES_LEFT);
  }

  private async finishErasures(): Promise<void> {
    for (;;) {
      const page = await this.view.erased(this.done, PAGE);
      for (const { id, position } of page) {
        if (this.stopping.signal.aborted) return;
        await this.erasure.finish(id);
        this.done = position;
      }
      if (page.length < PAGE) return;
    }
  }

  private async round(): Promise<void> {
    try {
      await this.finishAll();
    } catch (fault) {
      this.logger.warn('Erasures could not be finished; they are tried again', fault);
    }
    if (this.stopping.signal.aborted) return;
    this.timer = setTimeout(() => {
      this.running = this.round();
    }, EVERY_MS).unref();
  }
}
