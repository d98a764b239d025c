import { setTimeout as sleep } from 'node:timers/promises';
import { Subscriber, type Change } from '../../../support/subscriber.js';

const AGAIN_AFTER_MS = 100;

/** Follows all changes from the first on; however its subscription ends, it goes on after the last change it saw. */
export class FaithfulSubscriber {
  /** How often it had to begin again. */
  resumptions = 0;
  private readonly subscriber: Subscriber;
  private readonly leaving = new AbortController();
  private readonly following: Promise<void>;

  constructor(url: string, token: string) {
    this.subscriber = new Subscriber({ url, token, after: '0' });
    this.following = this.follow();
  }

  get changes(): readonly Change[] {
    return this.subscriber.changes;
  }

  /** Codes of the errors it was answered with. */
  get refusals(): readonly unknown[] {
    return this.subscriber.errors.map(({ extensions }) => (extensions as { code: unknown }).code);
  }

  async leave(): Promise<void> {
    this.leaving.abort();
    await this.following;
    await this.subscriber.dispose();
  }

  private async follow(): Promise<void> {
    const { signal } = this.leaving;
    while (!signal.aborted) {
      if (this.subscriber.ended) {
        this.resumptions++;
        this.subscriber.resume();
      }
      await sleep(AGAIN_AFTER_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
