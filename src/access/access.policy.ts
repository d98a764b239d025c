import type { Role } from './api-keys.js';
import type { Caller } from './caller.js';

/** Who may do what, in one place. Everybody may do with their own account what no rule here takes away. */
export const access = {
  /** See an account and its 2FA state. */
  readAccount: (caller: Caller, accountId: string) =>
    owns(caller, accountId) || hasRole(caller, 'application', 'auditor', 'administrator'),

  /** Page through all accounts. */
  listAccounts: (caller: Caller) => hasRole(caller, 'application', 'auditor', 'administrator'),

  /** Read an account's history, with why codes were rejected. */
  readHistory: (caller: Caller, accountId: string) =>
    owns(caller, accountId) || hasRole(caller, 'auditor', 'administrator'),

  /** Read how 2FA was taken up by all accounts together. */
  readAdoption: (caller: Caller) => hasRole(caller, 'auditor', 'administrator'),

  /** Ask for signed tree heads, and for proofs of what is in the log. */
  readEvidence: (caller: Caller) => hasRole(caller, 'auditor', 'administrator'),

  /** Follow the 2FA changes of one account, or of all (`null`). */
  followChanges: (caller: Caller, accountId: string | null) =>
    (accountId !== null && owns(caller, accountId)) ||
    hasRole(caller, 'application', 'auditor', 'administrator'),

  /** Take an account's 2FA away for a stated reason. */
  resetTwoFactor: (caller: Caller) => hasRole(caller, 'administrator'),

  /** Let who forgot the password of an account choose another one. */
  startPasswordReset: (caller: Caller) => hasRole(caller, 'administrator'),

  /** End every session of an account that is not one's own. */
  endSessionsOf: (caller: Caller) => hasRole(caller, 'administrator'),

  /** Erase an account that is not one's own. */
  eraseAccount: (caller: Caller) => hasRole(caller, 'administrator'),
};

function owns(caller: Caller, accountId: string): boolean {
  return caller.kind === 'person' && caller.session.accountId === accountId;
}

function hasRole(caller: Caller, ...roles: readonly Role[]): boolean {
  return caller.kind === 'key' && roles.includes(caller.apiKey.role);
}
