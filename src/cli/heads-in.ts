import { CannotStart, reasonOf } from '../config/cannot-start.js';
import { readHeads } from '../evidence/head-file.js';
import type { SignedTreeHead } from '../evidence/tree-head.js';

/**
 * Heads that were kept elsewhere; none without a file.
 * @throws {CannotStart} when it cannot be read, or there is none in it: nobody is to believe that it was looked at
 */
export async function headsIn(file: string | undefined): Promise<readonly SignedTreeHead[]> {
  if (file === undefined) return [];
  try {
    return await readHeads(file, console.error);
  } catch (fault) {
    throw new CannotStart(`The heads in ${file} cannot be read: ${reasonOf(fault)}.`, fault);
  }
}
