/** A key as it is kept: opened by the master key it names. */
export interface WrappedKey {
  readonly owner: string;
  readonly wrapped: string;
}

/**
 * Keeps keys, each wrapped by a master key, by the name of their owner
 * (`account/<id>`, `service/<purpose>`). Kept apart from the log, so that a key can
 * be destroyed although the log can not be changed.
 */
export abstract class WrappedKeys {
  /** Keeps `wrapped` unless the owner has a key already, durably; returns the one that is kept. */
  abstract keep(owner: string, wrapped: string): Promise<string>;

  abstract find(owner: string): Promise<string | undefined>;

  /**
   * Puts `to` in the place of `from`, durably.
   * @returns false when the owner's key is not `from` (any more); nothing is then changed
   */
  abstract replace(owner: string, from: string, to: string): Promise<boolean>;

  /**
   * Destroys the key of an owner, durably and for good: what was sealed under it nobody opens any more. Copies that
   * cannot be destroyed now are left to {@link destroyCopies}.
   * @returns whether there was one
   */
  abstract destroy(owner: string): Promise<boolean>;

  /**
   * Destroys what is left beside the keys of those that were destroyed.
   * @returns false when that has to be tried again, since somebody reads where it is
   */
  abstract destroyCopies(): Promise<boolean>;

  /** How many keys each master key wraps, by its id. */
  abstract countByMasterKey(): Promise<ReadonlyMap<string, number>>;

  /** Keys in the order of their owners' names, from behind `after`. */
  abstract page(after: string, limit: number): Promise<readonly WrappedKey[]>;
}
