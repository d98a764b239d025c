import type { Session } from './sessions.js';

/**
 * Whether a session is good for anything: neither too old nor unused for too long
 * (NIST SP 800-63B-4 §2.2.3).
 */
export function isAlive(
  { expiresAt, lastUsedAt }: Pick<Session, 'expiresAt' | 'lastUsedAt'>,
  now: Date,
  idleSeconds: number,
): boolean {
  return now < expiresAt && now.getTime() - lastUsedAt.getTime() < idleSeconds * 1_000;
}
