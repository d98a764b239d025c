import type { MasterKeys } from './master-keys.js';
import type { WrappedKey, WrappedKeys } from './wrapped-keys.js';

/** Keys wrapped anew together: they share a commit, and a service beside it does not wait long for its turn. */
const PAGE = 100;

/** How far a rotation has come. */
export interface Rotated {
  /** Keys looked at. */
  readonly seen: number;
  /** Keys that were wrapped anew. */
  readonly rewrapped: number;
  /** Keys that could not be: their master key is not configured, or they are damaged. */
  readonly failed: readonly { readonly owner: string; readonly fault: unknown }[];
}

/**
 * Wraps every key by the newest master key. Each key changes in one step and opens before and
 * after it, so a rotation may be broken off at any moment, run beside a service that has the
 * same master keys, and be begun again: what is done is passed over.
 * @param tell is told after each page
 */
export async function rotate(
  keys: WrappedKeys,
  master: MasterKeys,
  tell: (progress: Rotated) => void,
): Promise<Rotated> {
  let progress: Rotated = { seen: 0, rewrapped: 0, failed: [] };
  for (let after = ''; ;) {
    const page = await keys.page(after, PAGE);
    const last = page.at(-1);
    if (!last) return progress;
    after = last.owner;
    const outcomes = await Promise.all(page.map((key) => rewrap(keys, master, key)));
    progress = {
      seen: progress.seen + page.length,
      rewrapped: progress.rewrapped + outcomes.filter((outcome) => outcome === 'rewrapped').length,
      failed: [...progress.failed, ...outcomes.filter((outcome) => typeof outcome === 'object')],
    };
    tell(progress);
  }
}

async function rewrap(keys: WrappedKeys, master: MasterKeys, { owner, wrapped }: WrappedKey) {
  let anew: string;
  try {
    anew = master.rewrap(wrapped, owner);
  } catch (fault) {
    return { owner, fault };
  }
  if (anew === wrapped) return 'done' as const;
  // Another rotation was faster, or the owner was forgotten meanwhile: either is as well.
  return (await keys.replace(owner, wrapped, anew)) ? ('rewrapped' as const) : ('done' as const);
}

/** A master key, and how many keys only it opens. */
export interface MasterKeyUse {
  readonly id: string;
  readonly state: 'newest' | 'older' | 'missing';
  readonly keys: number;
}

/** The master keys that are configured, newest first, and then those that are needed and are not. */
export async function masterKeyUses(keys: WrappedKeys, master: MasterKeys): Promise<readonly MasterKeyUse[]> {
  const counts = await keys.countByMasterKey();
  const missing = [...counts.keys()].filter((id) => !master.ids.includes(id)).sort();
  const stateOf = (id: string) =>
    id === master.newestId ? 'newest' : master.ids.includes(id) ? 'older' : 'missing';
  return [...master.ids, ...missing].map((id) => ({ id, state: stateOf(id), keys: counts.get(id) ?? 0 }));
}
