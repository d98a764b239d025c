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

  /** Keys in the order of their owners' names, from behind `after`. */
  abstract page(after: string, limit: number): Promise<readonly WrappedKey[]>;
}
