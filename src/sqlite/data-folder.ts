import { closeSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CannotStart, reasonOf } from '../config/cannot-start.js';
import { lockFile, resultCode } from './file-lock.js';

/** SQLite's primary result codes: https://sqlite.org/rescode.html */
const SQLITE_FULL = 13;
const DAMAGED: ReadonlySet<unknown> = new Set([11 /* SQLITE_CORRUPT */, 26 /* SQLITE_NOTADB */]);

/**
 * Makes the data folder if need be, for its owner's eyes only, and makes sure that it can be written.
 * @throws {CannotStart}
 */
export function prepareDataFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const probe = join(path, '.writable');
    closeSync(openSync(probe, 'w', 0o600));
    // Another command may be doing the same, beside a running service.
    rmSync(probe, { force: true });
  } catch (fault) {
    const isFile = fault instanceof Error && 'code' in fault && fault.code === 'EEXIST';
    const reason = isFile ? 'it is a file' : reasonOf(fault);
    throw new CannotStart(
      `The data folder ${path} cannot be written: ${reason}. Set DATA_DIR to a folder that can.`,
      fault,
    );
  }
}

/**
 * Takes a data folder for this process alone, until the process ends, however it ends:
 * the lock is the operating system's, on an open file.
 * @returns lets go of the folder, also when called twice; `undefined` when another process has it
 * @throws {CannotStart}
 */
export function lockDataFolder(path: string): (() => void) | undefined {
  return openInFolder(path, 'service.lock', lockFile);
}

/**
 * Opens a file of the data folder.
 * @throws {CannotStart} naming the file, what is wrong with it, and what helps
 */
export function openInFolder<T>(folder: string, file: string, open: (path: string) => T): T {
  try {
    return open(join(folder, file));
  } catch (fault) {
    throw cannotOpen(folder, file, fault);
  }
}

function cannotOpen(folder: string, file: string, fault: unknown): CannotStart {
  const sentences = [`${join(folder, file)} cannot be opened: ${reasonOf(fault)}.`, remedy(file, fault)];
  return new CannotStart(sentences.join(' ').trimEnd(), fault);
}

function remedy(file: string, fault: unknown): string {
  const code = resultCode(fault);
  if (code === SQLITE_FULL) return 'Make room for it.';
  if (!DAMAGED.has(code)) return '';
  if (file === 'service.lock') return 'Delete it: nothing is in it.';
  if (file === 'read-model.db') return 'Delete it: it is made anew from the log.';
  return 'Put the folder back from a backup.';
}
