import { Command } from 'commander';
import { roles } from '../access/api-keys.js';
import { CannotStart } from '../config/cannot-start.js';
import { createApiKey, listApiKeys, revokeApiKey } from './api-keys.js';
import { rebuildProjections } from './projections.js';
import { printSchema } from './schema.js';
import { serve } from './serve.js';

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

function program(): Command {
  const countersign = new Command('countersign').description(
    'A self-hosted, event-sourced two-factor authentication service.',
  );
  countersign.command('serve').description('run the service').action(serve);

  const apiKeys = countersign
    .command('api-keys')
    .description('make, list and revoke API keys, also while the service runs');
  apiKeys
    .command('create')
    .description('make a key and print it, once')
    .requiredOption('--role <role>', roles.join(', '))
    .requiredOption('--name <name>', 'what you call it')
    .action(createApiKey);
  apiKeys.command('list').description('list all keys').action(listApiKeys);
  apiKeys.command('revoke <id>').description('revoke a key').action(revokeApiKey);

  countersign
    .command('rebuild')
    .description('make the read models anew from the log, also while the service runs')
    .action(rebuildProjections);
  countersign.command('schema').description('print the GraphQL schema').action(printSchema);
  return countersign;
}
