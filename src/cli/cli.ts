import { Command } from 'commander';
import { roles } from '../access/api-keys.js';
import { CannotStart, reasonOf } from '../config/cannot-start.js';
import { isUnavailable } from '../storage.js';
import type { NewApiKey } from './api-keys.js';

/** Runs one command of the command line. */
export async function run(words: readonly string[]): Promise<void> {
  // What the service writes is for its owner's eyes only.
  process.umask(0o077);
  try {
    await program().parseAsync(words, { from: 'user' });
  } catch (fault) {
    console.error(lineFor(fault));
    process.exitCode = 1;
  }
}

/** What the operator is told; what nobody foresaw is told in full. */
function lineFor(fault: unknown): string {
  if (fault instanceof CannotStart) return fault.message;
  if (isUnavailable(fault)) return `${fault.message} (${reasonOf(fault.cause)}).`;
  throw fault;
}

/** Each command loads what it needs, and nothing of the others: they start sooner and take less memory. */
function program(): Command {
  const countersign = new Command('countersign').description(
    'A self-hosted, event-sourced two-factor authentication service.',
  );
  countersign
    .command('serve')
    .description('run the service')
    .action(async () => (await import('./serve.js')).serve());

  addApiKeys(countersign);
  addKeys(countersign);
  countersign
    .command('accept-restored-log')
    .description(
      'go on with a log that lost its end, as after a backup was put back; while the service is stopped',
    )
    .action(async () => (await import('./accept-restored-log.js')).acceptRestoredLog());
  countersign
    .command('rebuild')
    .description('make the read models anew from the log, also while the service runs')
    .action(async () => (await import('./projections.js')).rebuildProjections());
  countersign
    .command('move-to-cluster')
    .description('move the data folder into EventStoreDB and PostgreSQL, while the service is stopped')
    .action(async () => (await import('./move.js')).moveToCluster());
  countersign
    .command('schema')
    .description('print the GraphQL schema')
    .action(async () => (await import('./schema.js')).printSchema());
  return countersign;
}

function addApiKeys(countersign: Command): void {
  const apiKeys = countersign
    .command('api-keys')
    .description('make, list and revoke API keys, also while the service runs');
  apiKeys
    .command('create')
    .description('make a key and print it, once')
    .requiredOption('--role <role>', roles.join(', '))
    .requiredOption('--name <name>', 'what you call it')
    .action(async (options: NewApiKey) => (await import('./api-keys.js')).createApiKey(options));
  apiKeys
    .command('list')
    .description('list all keys')
    .action(async () => (await import('./api-keys.js')).listApiKeys());
  apiKeys
    .command('revoke <id>')
    .description('revoke a key')
    .action(async (id: string) => (await import('./api-keys.js')).revokeApiKey(id));
}

function addKeys(countersign: Command): void {
  const keys = countersign.command('keys').description('rotate master keys, also while the service runs');
  keys
    .command('list')
    .description('list the master keys and how many keys each of them wraps')
    .action(async () => (await import('./keys.js')).listKeys());
  keys
    .command('rotate')
    .description('wrap every key by the newest master key')
    .action(async () => (await import('./keys.js')).rotateKeys());
}
