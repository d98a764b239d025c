import { closeSync, fdatasync, fdatasyncSync, openSync } from 'node:fs';

/**
 * The write-ahead log of an open database, and how its commits get onto the disk without
 * holding up the event loop. A commit is in this file as soon as SQLite has made it;
 * `synchronous=FULL` would wait right then until the disk has it, as {@link sync} does
 * on another thread: https://www.sqlite.org/pragma.html#pragma_synchronous
 */
export class WriteAheadLog {
  private readonly file: number;
  private syncing = 0;
  private closed = false;

  /** @param path the database file, open in WAL mode */
  constructor(path: string) {
    // For writing, or Windows would not synchronise it.
    this.file = openSync(`${path}-wal`, 'r+');
  }

  /** Resolves when all that was committed before is on the disk. */
  sync(): Promise<void> {
    this.syncing++;
    return new Promise((resolve, reject) => {
      fdatasync(this.file, (fault) => {
        this.syncing--;
        this.release();
        if (fault) reject(fault);
        else resolve();
      });
    });
  }

  /** As {@link sync}, holding up everything. */
  syncNow(): void {
    fdatasyncSync(this.file);
  }

  close(): void {
    this.closed = true;
    this.release();
  }

  private release(): void {
    if (this.closed && this.syncing === 0) closeSync(this.file);
  }
}
