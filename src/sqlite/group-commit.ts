import type { DatabaseSync } from 'node:sqlite';
import { StorageUnavailable } from '../storage.js';
import { inTransaction } from './sqlite-database.js';

interface Waiting {
  /** Runs the work and returns how to tell its caller, once the commit is durable. */
  readonly run: () => () => void;
  readonly fail: (fault: unknown) => void;
}

/**
 * Writes that arrive together share one commit, so that the disk is awaited once
 * for all of them: about tenfold the throughput at the same durability.
 *
 * A callback refuses by returning a value; it throws only on a fault. When the
 * shared transaction meets a fault, each callback runs again in a transaction of
 * its own, so that one bad write takes no other down.
 */
export class GroupCommit {
  private waiting: Waiting[] = [];

  constructor(private readonly db: DatabaseSync) {}

  /** Resolves with what `work` returned, after the commit that holds it is durable. */
  write<T>(work: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const run = () => {
        const result = work();
        return () => {
          resolve(result);
        };
      };
      if (this.waiting.push({ run, fail: reject }) === 1) {
        setImmediate(() => {
          this.flush();
        });
      }
    });
  }

  /** Commits what is waiting, now. */
  flush(): void {
    const batch = this.waiting;
    if (batch.length === 0) return;
    this.waiting = [];
    try {
      this.commit(batch);
    } catch (fault) {
      if (batch.length === 1) batch[0]?.fail(translated(fault));
      else for (const one of batch) this.commitAlone(one);
    }
  }

  private commit(batch: readonly Waiting[]): void {
    const tell = inTransaction(this.db, () => batch.map(({ run }) => run()));
    for (const one of tell) one();
  }

  private commitAlone(one: Waiting): void {
    try {
      this.commit([one]);
    } catch (fault) {
      one.fail(translated(fault));
    }
  }
}

/** What SQLite reports, under the service's own name for it. */
function translated(fault: unknown): unknown {
  const isOfSqlite = typeof fault === 'object' && fault !== null && 'errcode' in fault;
  return isOfSqlite ? new StorageUnavailable(fault) : fault;
}
