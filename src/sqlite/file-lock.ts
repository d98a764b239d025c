import { DatabaseSync } from 'node:sqlite';

/** SQLite's primary result code of a lock that somebody else has: https://sqlite.org/rescode.html#busy */
const SQLITE_BUSY = 5;

/**
 * Takes a file for this process alone, until it lets go or ends, however it ends: the lock is
 * the operating system's. Nothing is written to the file, which is made when it is not there.
 * @returns lets go of it, also when called twice; `undefined` when another process has it
 */
export function lockFile(path: string): (() => void) | undefined {
  const lock = new DatabaseSync(path, { timeout: 0 });
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE;');
  } catch (fault) {
    lock.close();
    if (resultCode(fault) === SQLITE_BUSY) return undefined;
    throw fault;
  }
  return () => {
    if (lock.isOpen) lock.close();
  };
}

/** SQLite's own number for a fault, without what it adds to it. */
export function resultCode(fault: unknown): number | undefined {
  return typeof fault === 'object' && fault !== null && 'errcode' in fault
    ? Number(fault.errcode) & 0xff
    : undefined;
}
