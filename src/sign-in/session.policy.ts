import { isRunning } from '../running-time.js';
import type { Session } from './sessions.js';

/** How long a session may last, in seconds. */
export interface SessionLimits {
  readonly SESSION_TTL: number;
  readonly SESSION_IDLE: number;
}

/**
 * Whether a session is good for anything: neither too old nor unused for too long
 * (NIST SP 800-63B-4 §2.2.3).
 */
export function isAlive(
  { expiresAt, lastUsedAt }: Pick<Session, 'expiresAt' | 'lastUsedAt'>,
  now: Date,
  { SESSION_TTL, SESSION_IDLE }: SessionLimits,
): boolean {
  const idleAt = new Date(lastUsedAt.getTime() + SESSION_IDLE * 1_000);
  return isRunning(idleAt, now, SESSION_IDLE) && isRunning(expiresAt, now, SESSION_TTL);
}
