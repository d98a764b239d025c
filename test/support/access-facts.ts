import type { ApiKey } from '../../src/access/api-keys.js';
import type { Challenge } from '../../src/sign-in/challenges.js';
import type { Session } from '../../src/sign-in/sessions.js';
import { NOW } from './facts.js';

/** So many seconds after {@link NOW}. */
export function inSeconds(seconds: number): Date {
  return new Date(NOW.getTime() + seconds * 1_000);
}

export const CHALLENGE: Challenge = {
  tokenHash: 'hash of a challenge',
  accountId: 'account of Ada',
  enrollmentId: 'enrollment of Ada',
  passwordVersion: 2,
  expiresAt: inSeconds(300),
};

export const SESSION: Session = {
  id: 'session',
  tokenHash: 'hash of a session',
  accountId: 'account of Ada',
  assuranceLevel: 'AAL2',
  amr: ['pwd', 'otp'],
  createdAt: NOW,
  expiresAt: inSeconds(43_200),
  lastUsedAt: NOW,
  sealedClient: 'v1.sealed-client',
};

export const API_KEY: ApiKey = {
  id: 'key',
  name: 'The shop',
  role: 'application',
  tokenHash: 'hash of a key',
  createdAt: NOW,
  revokedAt: null,
};

/** The same again by another name: same account, other id and token. */
export function another<T extends Session | ApiKey>(one: T, name: string, changes: Partial<T> = {}): T {
  return { ...one, id: name, tokenHash: `hash of ${name}`, ...changes };
}
