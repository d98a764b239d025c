import { linesOf } from '../../src/evidence/export-lines.js';

async function allOf(lines: AsyncIterable<string>): Promise<readonly string[]> {
  const all: string[] = [];
  for await (const line of lines) all.push(line);
  return all;
}

async function linesIn(...chunks: readonly Buffer[]): Promise<readonly string[]> {
  const read = async function* () {
    yield* chunks;
  };
  return allOf(linesOf(read()));
}

describe('The lines of an export', () => {
  it('are divided by line feeds, wherever a chunk ends', async () => {
    const text = Buffer.from('one\r\ntwo \u2028 \u00e9\u{1f511}\n\nlast');
    const whole = ['one', 'two \u2028 \u00e9\u{1f511}', '', 'last'];
    expect(await linesIn(text)).toEqual(whole);
    for (let at = 0; at <= text.length; at++)
      expect(await linesIn(text.subarray(0, at), text.subarray(at))).toEqual(whole);
    expect(await linesIn()).toEqual([]);
  });

  it('are refused when one has no end, before it fills the memory', async () => {
    let chunks = 0;
    const endless = async function* () {
      yield Buffer.from('short\n');
      for (; ; chunks++) yield Buffer.alloc(65_536, 'x');
    };
    await expect(allOf(linesOf(endless()))).rejects.toThrow('line 2 is longer than 1 MiB');
    expect(chunks).toBeLessThan(20);
  });

  it('are refused when they are no UTF-8', async () => {
    await expect(linesIn(Buffer.from('one\ntwo'), Buffer.from([0xc3, 0x28]))).rejects.toThrow('is no UTF-8');
    await expect(linesIn(Buffer.from('one\n'), Buffer.from([0xc3]))).rejects.toThrow('is no UTF-8');
  });
});
