import { createWriteStream } from 'node:fs';
import { stat, truncate } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CannotStart, reasonOf } from '../config/cannot-start.js';
import { placeBefore } from '../evidence/cloud-event.js';
import type { MerkleTree } from '../evidence/merkle-tree.js';
import type { TreeHead } from '../evidence/tree-head.js';
import { TreeDamaged } from '../evidence/tiles.js';
import { seamBehind } from './unfinished-export.js';

export interface ExportOptions {
  /** Where to; without it, standard output. */
  readonly output?: string;
  /** The `sequence` of the last event that is there already; the file is then gone on with. */
  readonly after?: string;
}

/** The log an export is of, as far as it was signed. */
export interface Signed {
  readonly head: TreeHead;
  readonly tree: MerkleTree;
}

/**
 * The place in the log, from 0, an export goes on behind; -1 for the beginning.
 * @throws {CannotStart} when `--after` is none
 */
export function placeIn({ after }: ExportOptions): number {
  const place = placeBefore(after);
  if (place !== undefined) return place;
  throw new CannotStart('--after is the "sequence" of the last event that is there already.');
}

/**
 * Writes the lines of an export as fast as they are taken. A file that is gone on with loses what stands behind the
 * event it goes on behind: part of a line, as a rule.
 * @throws {CannotStart} when they cannot be written, or would not fit what is there
 */
export async function writeExport(
  lines: AsyncIterable<string>,
  options: ExportOptions,
  signed: Signed,
): Promise<void> {
  const { output } = options;
  try {
    mustBeOfThisLog(placeIn(options) < signed.head.treeSize);
    if (output === undefined) await pipeline(Readable.from(lines), process.stdout, { end: false });
    else await writeFile(lines, { ...options, output }, signed);
  } catch (fault) {
    if (fault instanceof TreeDamaged)
      throw new CannotStart(`The export cannot be made: ${fault.message}.`, fault);
    if (!(fault instanceof Error && 'syscall' in fault)) throw fault;
    throw new CannotStart(`The export cannot be written: ${reasonOf(fault)}.`, fault);
  }
}

async function writeFile(
  lines: AsyncIterable<string>,
  options: ExportOptions & { readonly output: string },
  signed: Signed,
): Promise<void> {
  const { output, after } = options;
  if (after === undefined) {
    await mustBeFree(output);
    await pipeline(Readable.from(lines), createWriteStream(output, { flush: true }));
    return;
  }
  const seam = await seamBehind(output, placeIn(options));
  if (!seam) {
    throw new CannotStart(
      `${output} has no whole line with the "sequence" ${after}: go on behind the last that it has.`,
    );
  }
  mustBeOfThisLog(!seam.head || (await isOfThisLog(seam.head, signed)));
  await truncate(output, seam.length);
  await pipeline(
    Readable.from(behindLineFeed(lines)),
    createWriteStream(output, { flags: 'a', flush: true }),
  );
}

/** An export may have taken hours. What is no file, or empty, loses nothing. */
async function mustBeFree(output: string): Promise<void> {
  const there = await stat(output).catch(() => undefined);
  if (!there?.isFile() || there.size === 0) return;
  throw new CannotStart(`${output} is there already: go on with it by --after, or remove it first.`);
}

async function isOfThisLog({ treeSize, rootHash }: TreeHead, { head, tree }: Signed): Promise<boolean> {
  return treeSize <= head.treeSize && (await tree.root(treeSize)).toString('hex') === rootHash;
}

/** @throws {CannotStart} for what was signed on events that are gone, as when a backup was put back */
function mustBeOfThisLog(isSo: boolean): void {
  if (isSo) return;
  throw new CannotStart(
    'What is there already is of another log than this, as from before a backup was put back: begin a new export.',
  );
}

async function* behindLineFeed(lines: AsyncIterable<string>): AsyncGenerator<string> {
  yield '\n';
  yield* lines;
}
