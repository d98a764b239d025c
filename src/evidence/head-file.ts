import { appendFile, open, readFile, stat } from 'node:fs/promises';
import { signedTreeHeadSchema, type SignedTreeHead } from './tree-head.js';

/** A head has some 300 bytes. */
const END_BYTES = 65_536;

/**
 * Appends heads, each as a line of JSON, and waits for the disk. Where a crash or a full disk tore the last line,
 * they begin behind it, so that no more than that line is lost.
 */
export async function appendHeads(path: string, heads: readonly SignedTreeHead[]): Promise<void> {
  const end = await endOf(path);
  const lines = heads.map((head) => `${JSON.stringify(head)}\n`).join('');
  await appendFile(path, end === '' || end.endsWith('\n') ? lines : `\n${lines}`, { flush: true });
}

/** The last head in a file; `undefined` where there is none, or what is there is no file to be read. */
export async function lastHeadIn(path: string): Promise<SignedTreeHead | undefined> {
  const lines = (await endOf(path)).split('\n');
  return lines.map(headOrNothing).findLast((head) => head !== undefined);
}

/**
 * The heads in a file, a line each, by size.
 * @param tell is told in one line of lines that are none, as of one that was torn while it was written
 * @throws when it cannot be read, or has no head in it
 */
export async function readHeads(
  path: string,
  tell: (line: string) => void,
): Promise<readonly SignedTreeHead[]> {
  const lines = (await readFile(path, 'utf8')).split('\n');
  const heads: SignedTreeHead[] = [];
  const others: number[] = [];
  for (const [index, line] of lines.entries()) {
    const head = headOrNothing(line);
    if (head) heads.push(head);
    else if (line.trim() !== '') others.push(index + 1);
  }
  if (heads.length === 0) throw new SyntaxError('there is no signed tree head in it');
  if (others.length > 0) {
    const which = `${others.length > 1 ? 'lines' : 'line'} ${others.join(', ')}`;
    tell(`No signed tree head, and passed over: ${which} of ${path}.`);
  }
  return heads.sort((a, b) => a.treeSize - b.treeSize);
}

/** What a file ends with. Of a pipe, say, nothing can be known. */
async function endOf(path: string): Promise<string> {
  const isFile = await stat(path).then(
    (there) => there.isFile(),
    () => false,
  );
  if (!isFile) return '';
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const end = Buffer.alloc(Math.min(END_BYTES, size));
    await file.read(end, 0, end.length, size - end.length);
    return end.toString();
  } finally {
    await file.close();
  }
}

function headOrNothing(line: string): SignedTreeHead | undefined {
  try {
    return signedTreeHeadSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
