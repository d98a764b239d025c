import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/**
 * Prints lines as fast as they are taken, so that what is long needs no memory. Whoever has read enough
 * (`head`) may close the pipe.
 */
export async function printLines(lines: AsyncIterable<string>): Promise<void> {
  try {
    await pipeline(Readable.from(withEnds(lines)), process.stdout, { end: false });
  } catch (fault) {
    if (!(fault instanceof Error && 'code' in fault && fault.code === 'EPIPE')) throw fault;
  }
}

async function* withEnds(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) yield `${line}\n`;
}
