import type { Measure } from './measure.ts';

/** Prints measures as a Markdown table that also reads well as it is. */
export function printTable(measures: readonly Measure[]): void {
  const rows = [
    ['measure', 'result', 'target', 'met'],
    ...measures.map(({ name, result, target, met }) => [name, result, target, verdict(met)]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  console.log([line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n'));
}

function verdict(met: boolean | undefined): string {
  if (met === undefined) return '';
  return met ? 'yes' : 'NO';
}
