/** Seconds until the first retry; each further one waits twice as long. */
const FIRST_PAUSE = 5;
/** Seconds no pause exceeds. */
export const LONGEST_PAUSE = 3_600;

/**
 * Seconds to wait after a number of attempts in vain.
 * @param chance from 0 to 1: spreads retries over the second half of the pause, so that a
 *   receiver that comes back is not met by all of them at once
 */
export function backoff(attempts: number, chance: number): number {
  const pause = Math.min(FIRST_PAUSE * 2 ** (attempts - 1), LONGEST_PAUSE);
  return (pause / 2) * (1 + chance);
}
