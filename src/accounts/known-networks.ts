/**
 * Remembers where accounts signed in from, by keys that tell nothing about either. A network that is
 * forgotten is told as new once more, and until then its owner waits where strangers used up what is shared.
 */
export abstract class KnownNetworks {
  /** When the account last signed in from there, as far as is remembered. */
  abstract lastSeen(key: string): Promise<Date | undefined>;

  abstract remember(key: string, at: Date): Promise<void>;

  /** Forgets those last seen before `before`. */
  abstract sweep(before: Date): Promise<void>;
}
