import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { newFolder, type Running } from '../support/process.js';

/** Runs a program bound by the permissions of folders, as everybody but root is anyway. */
const BOUND_BY_PERMISSIONS =
  process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search'] : [];

/** A folder that cannot be written. */
export interface ReadOnlyFolder {
  readonly folder: string;
  /** What has to stand before a program for which that holds. */
  readonly before: readonly string[];
  readonly dispose: () => void;
}

/** A folder whose permissions do not allow writing. */
export function protectedFolder(): ReadOnlyFolder {
  const folder = newFolder();
  chmodSync(folder, 0o500);
  return { folder, before: BOUND_BY_PERMISSIONS, dispose: () => chmodSync(folder, 0o700) };
}

/** A folder on a file system that is mounted read-only; only who may mount has one. */
export function readOnlyMount(): ReadOnlyFolder {
  const folder = newFolder();
  mount(folder, 'ro');
  return { folder, before: [], dispose: () => unmount(folder) };
}

/** Room for a data folder that can be taken away and given back. */
export interface Room {
  readonly folder: string;
  readonly take: (service?: Running) => void;
  readonly giveBack: (service?: Running) => void;
  readonly dispose: () => void;
}

/** A disk of a few megabytes that a filler fills to the last byte; only who may mount has one. */
export function smallDisk(): Room {
  const disk = newFolder();
  mount(disk, 'size=4m');
  const filler = join(disk, 'filler');
  const folder = join(disk, 'data');
  mkdirSync(folder);
  const giveBack = () => rmSync(filler, { force: true });
  return { folder, take: () => fill(filler), giveBack, dispose: () => unmount(disk) };
}

/** A limit on how long a file may grow, for the service alone: anyone may set one. */
export function fileSizeLimit(): Room {
  const limit = (bytes: string) => (service?: Running) => {
    execFileSync('prlimit', ['--pid', String(service?.pid), `--fsize=${bytes}:`]);
  };
  return { folder: newFolder(), take: limit('4096'), giveBack: limit('unlimited'), dispose: () => undefined };
}

/** Whether this process may mount file systems: root of the machine may, root of a container often not. */
export function mayMount(): boolean {
  const folder = newFolder();
  if (spawnSync('mount', ['-t', 'tmpfs', 'tmpfs', folder]).status !== 0) return false;
  unmount(folder);
  return true;
}

function mount(folder: string, options: string): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]);
}

function unmount(folder: string): void {
  execFileSync('umount', ['--lazy', folder]);
}

function fill(path: string): void {
  const file = openSync(path, 'w');
  try {
    for (;;) writeSync(file, Buffer.alloc(4_096));
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'ENOSPC') throw fault;
  } finally {
    closeSync(file);
  }
}
