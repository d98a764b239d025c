import { appendFile, readFile } from 'node:fs/promises';
import { signedTreeHeadSchema, type SignedTreeHead } from './tree-head.js';

/** Appends a head as a line of JSON, and waits for the disk. */
export async function appendHead(path: string, head: SignedTreeHead): Promise<void> {
  await appendFile(path, `${JSON.stringify(head)}\n`, { flush: true });
}

/**
 * The heads in a file, a line each, by size.
 * @throws when it cannot be read, or a line is no head
 */
export async function readHeads(path: string): Promise<readonly SignedTreeHead[]> {
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  const heads = lines.map((line, index) => {
    const parsed = signedTreeHeadSchema.safeParse(jsonOrNothing(line));
    if (!parsed.success) throw new SyntaxError(`line ${String(index + 1)} is no signed tree head`);
    return parsed.data;
  });
  return heads.sort((a, b) => a.treeSize - b.treeSize);
}

function jsonOrNothing(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
