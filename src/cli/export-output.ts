import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CannotStart, reasonOf } from '../config/cannot-start.js';
import { placeOf } from '../evidence/cloud-event.js';
import { TreeDamaged } from '../evidence/tiles.js';

export interface ExportOptions {
  /** Where to; without it, standard output. */
  readonly output?: string;
  /** The `sequence` of the last event that is there already; the file is then gone on with. */
  readonly after?: string;
}

/**
 * The place in the log, from 0, an export goes on behind; -1 for the beginning.
 * @throws {CannotStart} when `--after` is none
 */
export function placeBefore({ after }: ExportOptions): number {
  if (after === undefined) return -1;
  const place = placeOf(after);
  if (place !== undefined) return place;
  throw new CannotStart('--after is the "sequence" of the last event that is there already.');
}

/**
 * Writes the lines of an export as fast as they are taken.
 * @throws {CannotStart} when they cannot be written
 */
export async function writeExport(
  lines: AsyncIterable<string>,
  { output, after }: ExportOptions,
): Promise<void> {
  const flags = after === undefined ? 'w' : 'a';
  try {
    if (output === undefined) await pipeline(Readable.from(lines), process.stdout, { end: false });
    else await pipeline(Readable.from(lines), createWriteStream(output, { flags, flush: true }));
  } catch (fault) {
    if (fault instanceof TreeDamaged)
      throw new CannotStart(`The export cannot be made: ${fault.message}.`, fault);
    if (!(fault instanceof Error && 'syscall' in fault)) throw fault;
    throw new CannotStart(`The export cannot be written: ${reasonOf(fault)}.`, fault);
  }
}
