import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { CannotStart, reasonOf } from './cannot-start.js';
import { settings, type Config, type Settings } from './config.js';

/**
 * Reads the environment: nothing else in the service does.
 * @throws {CannotStart} naming the variables that do not fit, never their values
 */
export function configFromEnvironment(environment: NodeJS.ProcessEnv = process.env): Config {
  const parsed = settings.safeParse(withoutBlanks(environment));
  if (parsed.success) return withSecretsFromFiles(parsed.data);
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${wording(issue)}`);
  throw new CannotStart(`The configuration does not fit: ${problems.join('; ')}.`);
}

type Secret =
  'MASTER_KEY' | 'EVENT_STORE_URL' | 'DATABASE_URL' | 'NOTIFICATION_WEBHOOK_SECRET' | 'NOTARY_WEBHOOK_SECRET';

/** What is secret may be in a file instead, whose path is in the variable with `_FILE` behind its name. */
function withSecretsFromFiles(values: Settings): Settings {
  const read = (name: Secret) => {
    const path = values[`${name}_FILE`];
    return values[name] ?? (path === undefined ? undefined : readSecret(`${name}_FILE`, path));
  };
  return {
    ...values,
    MASTER_KEY: read('MASTER_KEY'),
    EVENT_STORE_URL: read('EVENT_STORE_URL'),
    DATABASE_URL: read('DATABASE_URL'),
    NOTIFICATION_WEBHOOK_SECRET: read('NOTIFICATION_WEBHOOK_SECRET'),
    NOTARY_WEBHOOK_SECRET: read('NOTARY_WEBHOOK_SECRET'),
  };
}

function readSecret(variable: string, path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (fault) {
    throw new CannotStart(`${variable} cannot be read: ${reasonOf(fault)}.`, fault);
  }
}

/** An empty variable is one that is not set. */
function withoutBlanks(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()));
}

function wording(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'too_small':
      return `must be at least ${String(issue.minimum)}`;
    case 'too_big':
      return `must be at most ${String(issue.maximum)}`;
    case 'invalid_value':
      return `must be one of ${issue.values.join(', ')}`;
    case 'invalid_type':
      return 'must be a whole number';
    default:
      return issue.message;
  }
}
