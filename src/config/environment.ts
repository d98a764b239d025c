import type { z } from 'zod';
import { CannotStart } from './cannot-start.js';
import { settings, type Config } from './config.js';

/**
 * Reads the environment: nothing else in the service does.
 * @throws {CannotStart} naming the variables that do not fit, never their values
 */
export function configFromEnvironment(environment: NodeJS.ProcessEnv = process.env): Config {
  const parsed = settings.safeParse(withoutBlanks(environment));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${wording(issue)}`);
  throw new CannotStart(`The configuration does not fit: ${problems.join('; ')}.`);
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
