/**
 * Remembers where accounts signed in from, by keys that tell nothing about either. What is
 * forgotten here makes nobody safer or less safe: a network is only told as new once more.
 */
export abstract class KnownNetworks {
  /** When the account last signed in from there, as far as is remembered. */
  abstract lastSeen(key: string): Promise<Date | undefined>;

  abstract remember(key: string, at: Date): Promise<void>;

  /** Forgets those last seen before `before`. */
  abstract sweep(before: Date): Promise<void>;
}
