import { Command } from 'commander';
import { roles } from '../access/api-keys.js';
import { CannotStart } from '../config/cannot-start.js';
import type { NewApiKey } from './api-keys.js';

/** Runs one command of the command line. */
export async function run(words: readonly string[]): Promise<void> {
  // What the service writes is for its owner's eyes only.
  process.umask(0o077);
  try {
    await program().parseAsync(words, { from: 'user' });
  } catch (fault) {
    if (!(fault instanceof CannotStart)) throw fault;
    console.error(fault.message);
    process.exitCode = 1;
  }
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

  countersign
    .command('rebuild')
    .description('make the read models anew from the log, also while the service runs')
    .action(async () => (await import('./projections.js')).rebuildProjections());
  countersign
    .command('schema')
    .description('print the GraphQL schema')
    .action(async () => (await import('./schema.js')).printSchema());
  return countersign;
}
