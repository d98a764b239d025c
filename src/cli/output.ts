import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CannotStart, reasonOf } from '../config/cannot-start.js';

/**
 * Prints lines as fast as they are taken, so that what is long needs no memory. Whoever has read enough
 * (`head`) may close the pipe.
 * @throws {CannotStart} when they cannot be written
 */
export async function printLines(lines: AsyncIterable<string>): Promise<void> {
  try {
    await pipeline(Readable.from(withEnds(lines)), process.stdout, { end: false });
  } catch (fault) {
    if (!(fault instanceof Error && 'syscall' in fault)) throw fault;
    if ('code' in fault && fault.code === 'EPIPE') return;
    throw new CannotStart(`What is printed cannot be written: ${reasonOf(fault)}.`, fault);
  }
}

async function* withEnds(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) yield `${line}\n`;
}
