import type { KeyObject } from 'node:crypto';

/** Longer than a request takes, and no longer: a key lies open in memory for a moment, not for days. */
const KEPT_MS = 1_000;

/**
 * The keys that were opened just now, since a request opens and seals under the same one several
 * times. Whether a key is still there its store is asked each time; here is only what its wrapping
 * held, so that what was destroyed, replaced or copied to another owner is not found.
 */
export class OpenedKeys {
  private opened = new Map<string, { readonly wrapped: string; readonly key: KeyObject }>();

  /** The key of an owner that was wrapped like this, as `unwrap` gives it unless it is known. */
  of(owner: string, wrapped: string, unwrap: () => KeyObject): KeyObject {
    const known = this.opened.get(owner);
    if (known?.wrapped === wrapped) return known.key;
    const key = unwrap();
    if (this.opened.size === 0) setTimeout(() => (this.opened = new Map()), KEPT_MS).unref();
    this.opened.set(owner, { wrapped, key });
    return key;
  }

  forget(owner: string): void {
    this.opened.delete(owner);
  }
}
