import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeExport, type ExportOptions } from '../../src/cli/export-output.js';
import { exportLines } from '../../src/evidence/export-log.js';
import { keptTree } from '../../src/evidence/kept-tree.js';
import { verdictOn } from './export-verdict.js';
import { Installation } from './installation.js';
import { writeLife } from './tampering.js';

const nothing = () => undefined;

describe('An export that was interrupted', () => {
  let installation: Installation;
  let output: string;
  let whole: string;
  beforeEach(async () => {
    installation = new Installation();
    output = join(installation.folder, 'log.ndjson');
    await writeLife(installation.log);
    await installation.notarise();
    await exportTo();
    whole = readFileSync(output, 'utf8');
    await installation.log.append('account-3', 9);
    await installation.notarise();
  });
  afterEach(() => installation[Symbol.asyncDispose]());

  async function exportTo(after?: string) {
    const { eventStore, evidence } = installation.storage;
    const head = (await evidence.latestHead())!;
    const tree = keptTree(evidence);
    const options: ExportOptions = { output, ...(after !== undefined && { after }) };
    const lines = exportLines(eventStore, tree, { head, after: Number(after ?? -1) }, nothing);
    await writeExport(lines, options, { head, tree });
  }
  const lineEnd = (lines: number) => whole.split('\n', lines).join('\n').length;
  const verdict = () => verdictOn(readFileSync(output, 'utf8').trimEnd().split('\n'), installation);

  it.each<[string, () => number, string]>([
    ['in the middle of a line', () => lineEnd(4) + 40, '2'],
    ['behind a line feed', () => lineEnd(4) + 1, '2'],
    ['before the line feed of a whole line', () => lineEnd(4), '2'],
    ['in the middle of a line, and its last lines are told anew', () => lineEnd(6) + 9, '2'],
    ['at its end', () => whole.length, '7'],
  ])('%s is gone on with, and verifies', async (_where, length, after) => {
    writeFileSync(output, whole.slice(0, length()));
    await exportTo(after);
    expect(await verdict()).toMatchObject({ wrong: undefined, events: 9, head: { treeSize: 9 } });
    expect(readFileSync(output, 'utf8')).toMatch(/[^\n]\n$/);
  });

  it('may be longer than what is looked at together', async () => {
    const many = Array.from({ length: 400 }, (_, number) => number);
    await installation.log.append('account-4', ...many);
    await installation.notarise();
    writeFileSync(output, '');
    await exportTo();
    const text = readFileSync(output, 'utf8');
    expect(text.length).toBeGreaterThan(200_000);
    for (const after of ['3', '250', '408']) {
      writeFileSync(output, text.slice(0, -20));
      if (after === '408') writeFileSync(output, text);
      await exportTo(after);
      expect(await verdict()).toMatchObject({ wrong: undefined, events: 409 });
    }
  });

  it('is left as it is when it does not have the event it is to go on behind', async () => {
    const cut = whole.slice(0, lineEnd(4) + 40);
    writeFileSync(output, cut);
    for (const after of ['3', '7'])
      await expect(exportTo(after)).rejects.toThrow(
        `${output} has no whole line with the "sequence" ${after}: go on behind the last that it has.`,
      );
    expect(readFileSync(output, 'utf8')).toBe(cut);
    writeFileSync(output, '');
    await expect(exportTo('3')).rejects.toThrow('has no whole line');
  });

  it('and is of another log, as after a backup was put back, is left as it is', async () => {
    await using other = new Installation();
    await writeLife(other.log);
    await other.log.append('account-5', 1, 2, 3);
    await other.notarise();
    const { eventStore, evidence } = other.storage;
    const [head, tree] = [(await evidence.latestHead())!, keptTree(evidence)];
    for (const [after, options] of [
      [2, { output, after: '2' }],
      [11, { after: '11' }],
    ] as const) {
      const lines = exportLines(eventStore, tree, { head, after }, nothing);
      await expect(writeExport(lines, options, { head, tree })).rejects.toThrow(
        'is of another log than this',
      );
    }
    expect(readFileSync(output, 'utf8')).toBe(whole);
  });

  it('is not overwritten by one that is begun anew, unless nothing is in it', async () => {
    await expect(exportTo()).rejects.toThrow(
      `${output} is there already: go on with it by --after, or remove it first.`,
    );
    expect(readFileSync(output, 'utf8')).toBe(whole);
    writeFileSync(output, '');
    await exportTo();
    expect(await verdict()).toMatchObject({ wrong: undefined, events: 9 });
  });
});
