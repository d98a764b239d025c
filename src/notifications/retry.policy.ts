/** Seconds until the first retry; each further one waits twice as long. */
const FIRST_PAUSE = 5;
/** Seconds no pause exceeds. */
const LONGEST_PAUSE = 3_600;
/** After so many attempts in vain a notification is given up: that is about half a day. */
const MOST_ATTEMPTS = 20;

/**
 * Seconds to wait after a number of attempts in vain; `null` to give up.
 * @param chance from 0 to 1: spreads retries over the second half of the pause, so that a
 *   receiver that comes back is not met by all of them at once
 */
export function pauseAfter(attempts: number, chance: number): number | null {
  if (attempts >= MOST_ATTEMPTS) return null;
  const pause = Math.min(FIRST_PAUSE * 2 ** (attempts - 1), LONGEST_PAUSE);
  return (pause / 2) * (1 + chance);
}
