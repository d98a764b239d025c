import { isAccountId } from '../accounts/account-id.js';
import { note } from '../logging/security-notes.js';
import { access as rules } from './access.policy.js';

/** The rules of `access.policy.ts`, as doors ask them: a no is noted for the security log. */
export const access = Object.fromEntries(
  Object.entries(rules).map(([name, rule]) => [name, notingNo(name, rule as Rule)]),
) as typeof rules;

type Rule = (...asked: readonly unknown[]) => boolean;

function notingNo(name: string, rule: Rule): Rule {
  return (...asked) => {
    const isAllowed = rule(...asked);
    if (!isAllowed) note({ denied: name, target: asked.slice(1).find(isId) });
    return isAllowed;
  };
}

/** Somebody may ask for anything at all; only what can be an account is noted. */
function isId(asked: unknown): asked is string {
  return typeof asked === 'string' && isAccountId(asked);
}
