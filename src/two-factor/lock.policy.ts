/** How many wrong codes are forgiven, and how long further ones make everyone wait. */
export interface LockPolicy {
  /** Wrong codes in a row that cost nothing but the answer. */
  readonly freeFailures: number;
  /** Seconds the first lock lasts; each further failure doubles it. */
  readonly firstWait: number;
  /** Seconds no lock exceeds that ends by itself. */
  readonly longestWait: number;
  /** Wrong codes in a row after which the authenticator is of no use any more, until a reset. */
  readonly mostFailures: number;
}

export const DEFAULT_LOCK_POLICY: LockPolicy = {
  freeFailures: 4,
  firstWait: 30,
  longestWait: 3_600,
  mostFailures: 100,
};

/** Ten years, in seconds: longer than anybody waits, and still a date. */
export const UNTIL_RESET = 315_360_000;

/**
 * Seconds to wait after the `failures`-th wrong code in a row; 0 while they are free.
 * RFC 4226 §7.3: throttling is what keeps six digits safe. NIST SP 800-63B-4 §3.2.2: no more than 100 failures in a row.
 */
export function waitAfter(failures: number, policy: LockPolicy): number {
  const { freeFailures, firstWait, longestWait, mostFailures } = policy;
  if (failures >= mostFailures) return UNTIL_RESET;
  const beyond = failures - freeFailures;
  return beyond <= 0 ? 0 : Math.min(firstWait * 2 ** (beyond - 1), longestWait);
}
