import type { Session } from './sessions.js';

/** How long a session may last, in seconds. */
export interface SessionLimits {
  readonly SESSION_TTL: number;
  readonly SESSION_IDLE: number;
}

/** How far the clocks of two replicas may be apart. */
const SKEW_MS = 60_000;

/**
 * Whether a session is good for anything: neither too old nor unused for too long
 * (NIST SP 800-63B-4 §2.2.3).
 */
export function isAlive(
  { expiresAt, lastUsedAt }: Pick<Session, 'expiresAt' | 'lastUsedAt'>,
  now: Date,
  { SESSION_TTL, SESSION_IDLE }: SessionLimits,
): boolean {
  const isIdle = now.getTime() - lastUsedAt.getTime() >= SESSION_IDLE * 1_000;
  return !isIdle && isRunning(expiresAt, now, SESSION_TTL);
}

/**
 * Whether a time that was to last so many seconds still runs. One that has longer to go than that was given
 * by a clock that was ahead: it would last for as long as the clock was wrong.
 */
export function isRunning(expiresAt: Date, now: Date, ttlSeconds: number): boolean {
  const left = expiresAt.getTime() - now.getTime();
  return left > 0 && left <= ttlSeconds * 1_000 + SKEW_MS;
}
