import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appends } from './append.bench.ts';
import { history } from './history.bench.ts';
import { secondStep } from './second-step.bench.ts';

const extent = { quick: process.argv.includes('--quick') };
for (const m of [appends, secondStep, history]) {
  const folder = mkdtempSync(join(tmpdir(), 'countersign bench '));
  const t = performance.now();
  try {
    console.table(await m(folder, extent));
  } finally {
    rmSync(folder, { recursive: true });
    console.log(((performance.now() - t) / 1000).toFixed(1), 's');
  }
}
