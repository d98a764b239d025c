import { backoff } from '../webhooks/backoff.policy.js';

/** After so many attempts in vain a notification is given up: that is about half a day. */
const MOST_ATTEMPTS = 20;

/** Seconds to wait after a number of attempts in vain, as {@link backoff} has it; `null` to give up. */
export function pauseAfter(attempts: number, chance: number): number | null {
  return attempts >= MOST_ATTEMPTS ? null : backoff(attempts, chance);
}
