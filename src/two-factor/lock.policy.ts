/** How many wrong codes are forgiven, and how long further ones make everyone wait. */
export interface LockPolicy {
  /** Wrong codes in a row that cost nothing but the answer. */
  readonly freeFailures: number;
  /** Seconds the first lock lasts; each further failure doubles it. */
  readonly firstWait: number;
  /** Seconds no lock exceeds: it always ends by itself. */
  readonly longestWait: number;
}

export const DEFAULT_LOCK_POLICY: LockPolicy = { freeFailures: 4, firstWait: 30, longestWait: 3_600 };

/**
 * Seconds to wait after the `failures`-th wrong code in a row; 0 while they are free.
 * RFC 4226 §7.3: throttling is what keeps six digits safe.
 */
export function waitAfter(failures: number, { freeFailures, firstWait, longestWait }: LockPolicy): number {
  const beyond = failures - freeFailures;
  return beyond <= 0 ? 0 : Math.min(firstWait * 2 ** (beyond - 1), longestWait);
}
