import { Command } from 'commander';
import { roles } from '../access/api-keys.js';
import { CannotStart, reasonOf } from '../config/cannot-start.js';
import { isUnavailable } from '../storage.js';
import type { NewApiKey } from './api-keys.js';
import type { ExportOptions } from './export-output.js';
import type { VerifyOptions } from './verify.js';
import type { RehearseOptions } from './rehearse.js';
import type { StateOptions } from './state.js';
import { DEFAULT_LOCK_POLICY } from '../two-factor/lock.policy.js';
import { visible } from './visible.js';

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

/** What the operator is told, also of what somebody wrote into the log; what nobody foresaw is told in full. */
function lineFor(fault: unknown): string {
  if (fault instanceof CannotStart) return visible(fault.message);
  if (isUnavailable(fault)) return visible(`${fault.message} (${reasonOf(fault.cause)}).`);
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
  addEvidence(countersign);
  addPast(countersign);
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

function addEvidence(countersign: Command): void {
  countersign
    .command('verify')
    .description('check that nothing in the log was changed, also while the service runs')
    .option('--head <file>', 'signed heads that were kept elsewhere, a line each')
    .option(
      '--public-key <file>',
      'the key of the notary, in PEM; without it, the one that is kept here, but for --file',
    )
    .option('--file <export>', 'an export, which needs nothing but itself and the key')
    .action(async (options: VerifyOptions) => (await import('./verify.js')).verify(options));
  countersign
    .command('export')
    .description('write the log, or what it holds of an account, as CloudEvents, a line each')
    .option('--account <account>', 'only this account (id or username), with a proof for each event')
    .option('--output <file>', 'where to; without it, standard output')
    .option('--after <sequence>', 'go on behind the event with this "sequence"')
    .action(async ({ account, ...options }: ExportOptions & { account?: string }) =>
      account === undefined
        ? (await import('./export.js')).exportLog(options)
        : (await import('./export-account.js')).exportAccount(account, options),
    );
  countersign
    .command('notary')
    .description('what others need to check what the notary signed')
    .command('public-key')
    .description('print the key its signatures are checked with, also while the service runs')
    .action(async () => (await import('./notary.js')).printNotaryPublicKey());
}

function addPast(countersign: Command): void {
  countersign
    .command('audit <account>')
    .description('print all that happened to an account (id or username), also while the service runs')
    .option('--json', 'one JSON object a line, for programs')
    .action(async (account: string, options: { json?: boolean }) =>
      (await import('./audit.js')).audit(account, options),
    );
  countersign
    .command('state <account>')
    .description('print what the 2FA of an account (id or username) was at a point of the past')
    .option('--at <instant>', 'in ISO 8601, as 2026-03-01T12:00:15Z, or as audit prints it')
    .option('--position <n>', 'a position of the log')
    .option('--json', 'one JSON object, for programs')
    .action(async (account: string, options: StateOptions) =>
      (await import('./state.js')).printState(account, options),
    );
  countersign
    .command('rehearse')
    .description('say whom another drift window or lock policy would have locked out, let in or refused')
    .option('--drift-steps <n>', 'time steps a clock may be off; DRIFT_STEPS when left out')
    .option('--free-failures <n>', `wrong codes in a row without a lock${today('freeFailures')}`)
    .option('--first-wait <s>', `seconds the first lock lasts${today('firstWait')}`)
    .option('--longest-wait <s>', `seconds no lock exceeds${today('longestWait')}`)
    .action(async (options: RehearseOptions) => (await import('./rehearse.js')).rehearsePolicy(options));
}

function today(what: 'freeFailures' | 'firstWait' | 'longestWait'): string {
  return `; today ${String(DEFAULT_LOCK_POLICY[what])}`;
}
