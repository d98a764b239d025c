#!/usr/bin/env node
const OLDEST_NODE = 24;

// Before anything else is loaded: what follows does not even parse under an older one.
if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
  console.error(
    `Countersign needs Node ${String(OLDEST_NODE)} or newer; this is ${process.version}. Start it with npm, which brings one.`,
  );
  process.exitCode = 1;
} else {
  const { run } = await import('./cli/cli.js');
  await run(process.argv.slice(2));
}
