#!/usr/bin/env node
const OLDEST_NODE = [24, 16] as const;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const isOlder = major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1]);

// Before anything else is loaded: what follows does not even parse under an older one.
if (isOlder) {
  console.error(
    `Countersign needs Node ${OLDEST_NODE.join('.')} or newer; this is ${process.version}. Start it with npm, which brings one.`,
  );
  process.exitCode = 1;
} else {
  const { run } = await import('./cli/cli.js');
  await run(process.argv.slice(2));
}
