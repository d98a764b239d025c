/*
 * `npm run bench`: what the service is held to, measured on this machine, as ratios where
 * the machine would otherwise decide. `--quick` does less of everything, `--only <name>`
 * one part. Ends with 1 when a target is missed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { appends } from './append.bench.ts';
import { eventStoreDb } from './eventstoredb.bench.ts';
import { history } from './history.bench.ts';
import { longLog } from './long-log.bench.ts';
import type { Extent, Measure } from './measure.ts';
import { secondStep } from './second-step.bench.ts';
import { printTable } from './table.ts';
import { timeTravelled } from './time-travel.bench.ts';
import { verification } from './verify.bench.ts';

const PARTS = {
  'second-step': secondStep,
  append: appends,
  eventstoredb: eventStoreDb,
  history,
  'time-travel': timeTravelled,
  'long-log': longLog,
  verify: verification,
};

const { values: options } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } },
});

if (options.only !== undefined && !(options.only in PARTS)) {
  throw new Error(`--only is one of ${Object.keys(PARTS).join(', ')}`);
}
// Ctrl-C ends it too: what it made must not stay behind.
process.once('SIGINT', () => process.exit(130));

console.log(
  `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, Node ${process.version}` +
    (options.quick ? ' (quick)' : ''),
);
const measures: Measure[] = [];
for (const [name, part] of Object.entries(PARTS)) {
  if (options.only === undefined || options.only === name) measures.push(...(await measured(name, part)));
}
printTable(measures);
if (measures.some(({ met }) => met === false)) process.exitCode = 1;

/** Runs a part in a temporary folder of its own, which is gone afterwards. */
async function measured(
  name: string,
  part: (folder: string, extent: Extent) => Promise<readonly Measure[]>,
): Promise<readonly Measure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'));
  const remove = () => {
    rmSync(folder, { recursive: true });
  };
  process.once('exit', remove);
  const begin = performance.now();
  try {
    return await part(folder, options);
  } finally {
    process.off('exit', remove);
    remove();
    console.error(`${name}: ${((performance.now() - begin) / 1_000).toFixed(0)} s`);
  }
}
