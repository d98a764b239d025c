/** Longer than any event: the memory a line takes is held before anybody knows what is in it. */
const LONGEST_LINE = 1_048_576;

/** What is read is no text in lines. */
export class UnreadableLine extends Error {
  readonly code = 'UNREADABLE_LINE';
  constructor(number: number, why: string) {
    super(`line ${String(number)} ${why}`);
    this.name = 'UnreadableLine';
  }
}

/**
 * The lines of a file in UTF-8, divided by line feeds alone: an event may have any other separator in it.
 * @throws {UnreadableLine}
 */
export async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string, undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let [rest, number] = ['', 0];
  const decoded = (chunk?: Buffer) => {
    try {
      return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
    } catch {
      throw new UnreadableLine(number + 1, 'or one soon after it is no UTF-8');
    }
  };
  for await (const chunk of chunks) {
    const lines = (rest + decoded(chunk)).split('\n');
    rest = lines.pop() as string;
    if (rest.length > LONGEST_LINE)
      throw new UnreadableLine(number + lines.length + 1, 'is longer than 1 MiB');
    for (const line of lines) {
      number++;
      yield line.endsWith('\r') ? line.slice(0, -1) : line;
    }
  }
  rest += decoded();
  if (rest !== '') yield rest;
  return undefined;
}
