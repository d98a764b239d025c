/** How far the clocks of two replicas may be apart. */
const SKEW_MS = 60_000;

/**
 * Whether a time that was to last so many seconds still runs. One that has longer to go than that was given
 * by a clock that was ahead: it would last for as long as the clock was wrong.
 */
export function isRunning(expiresAt: Date, now: Date, ttlSeconds: number): boolean {
  const left = expiresAt.getTime() - now.getTime();
  return left > 0 && left <= ttlSeconds * 1_000 + SKEW_MS;
}
