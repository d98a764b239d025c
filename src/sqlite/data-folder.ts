import { closeSync, mkdirSync, openSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CannotStart } from '../config/cannot-start.js';

/**
 * Makes the data folder if need be, for its owner's eyes only, and makes sure that it can be written.
 * @throws {CannotStart}
 */
export function prepareDataFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const probe = join(path, '.writable');
    closeSync(openSync(probe, 'w', 0o600));
    unlinkSync(probe);
  } catch (fault) {
    throw new CannotStart(
      `The data folder ${path} cannot be written (${reasonOf(fault)}). Set DATA_DIR to one that can.`,
      fault,
    );
  }
}

/**
 * Takes a data folder for this process alone, until the process ends, however it ends:
 * the lock is the operating system's, on an open file.
 * @returns lets go of the folder; `undefined` when another process has it
 */
export function lockDataFolder(path: string): (() => void) | undefined {
  const lock = new DatabaseSync(join(path, 'service.lock'), { timeout: 0 });
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE;');
  } catch {
    lock.close();
    return undefined;
  }
  return () => {
    lock.close();
  };
}

/** What the operating system or SQLite calls the fault. */
export function reasonOf(fault: unknown): string {
  return fault instanceof Error ? fault.message : String(fault);
}
