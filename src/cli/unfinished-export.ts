import { open, type FileHandle } from 'node:fs/promises';
import { readLine } from '../evidence/exported-line.js';
import type { TreeHead } from '../evidence/tree-head.js';

const BLOCK = 65_536;
const LINE_FEED = 0x0a;

/** Where an export that was interrupted is gone on with. */
export interface Seam {
  /** Bytes of the file up to there, without the line feed behind them. */
  readonly length: number;
  /** The newest head before it; `undefined` where there is none. */
  readonly head: TreeHead | undefined;
}

/**
 * Finds the line of an event in a file that may end anywhere, also in the middle of a line. It reads from the end,
 * since that is where the line is.
 * @param place the place of the event in the log, from 0
 * @returns `undefined` when the file has no such line
 */
export async function seamBehind(path: string, place: number): Promise<Seam | undefined> {
  const file = await open(path);
  try {
    let length: number | undefined;
    for await (const line of linesFromTheEnd(file)) {
      if (length === undefined) {
        if (readIf(line.text, String(place), 'event')?.index === place) length = line.end;
      } else {
        const read = readIf(line.text, '"rootHash"', 'head');
        if (read) return { length, head: read.head };
      }
    }
    return length === undefined ? undefined : { length, head: undefined };
  } finally {
    await file.close();
  }
}

type Line = NonNullable<ReturnType<typeof readLine>>;

/** Most lines are not the one that is looked for, which costs less to see than to parse them. */
function readIf<K extends Line['kind']>(line: Buffer, has: string, kind: K) {
  const read = line.includes(has) ? readLine(line.toString()) : undefined;
  return read?.kind === kind ? (read as Extract<Line, { kind: K }>) : undefined;
}

/** @returns each line, and where in the file it ends */
async function* linesFromTheEnd(file: FileHandle) {
  let { size: begin } = await file.stat();
  let unread: Buffer = Buffer.alloc(0);
  while (begin > 0) {
    const block = Buffer.alloc(Math.min(BLOCK, begin));
    begin -= block.length;
    await file.read(block, 0, block.length, begin);
    unread = Buffer.concat([block, unread]);
    for (let feed; (feed = unread.lastIndexOf(LINE_FEED)) >= 0; unread = unread.subarray(0, feed))
      yield { text: unread.subarray(feed + 1), end: begin + unread.length };
  }
  yield { text: unread, end: unread.length };
}
