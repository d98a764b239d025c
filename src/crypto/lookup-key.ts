import { newKey, type MasterKeys } from './master-keys.js';
import { KEY_BYTES } from './sealing.js';
import type { WrappedKeys } from './wrapped-keys.js';

const OWNER = 'service/log';

/** Its owner before anything was sealed with it: a version of then does not start without, rather than go by half of it. */
const FORMER_OWNER = 'service/username-lookup';

/** The key that names usernames is not there, although it was used before: names would lead nowhere. */
export class LookupKeyMissing extends Error {
  readonly code = 'LOOKUP_KEY_MISSING';
  constructor() {
    super('The key that usernames are looked up by is gone');
    this.name = 'LookupKeyMissing';
  }
}

/** The key that usernames are looked up by, and that the one of the log is derived from. */
export interface LookupKey {
  /** 32 bytes. */
  readonly key: Buffer;
  /** What the log has from before there were MACs, as `log-key.ts` writes it; `undefined` before it did. */
  readonly sealedWith: string | undefined;
  /** As it is kept; `undefined` while it has its former owner. */
  readonly wrapped: string | undefined;
}

/**
 * The key, made while nothing is named by it.
 * @param isNew whether nothing was ever named
 * @throws {LookupKeyMissing}
 * @throws {MasterKeyMissing} when the data was made with another master key
 */
export async function ensureLookupKey(
  keys: WrappedKeys,
  master: MasterKeys,
  isNew: () => Promise<boolean>,
): Promise<LookupKey> {
  const kept = await findLookupKey(keys, master);
  if (kept) return kept;
  if (!(await isNew())) throw new LookupKeyMissing();
  // There is nothing from before.
  const made = Buffer.concat([newKey(), Buffer.from('null')]);
  return opened(master, await keys.keep(OWNER, master.wrap(made, OWNER)));
}

/** @throws {MasterKeyMissing} when the data was made with another master key */
export async function findLookupKey(keys: WrappedKeys, master: MasterKeys): Promise<LookupKey | undefined> {
  const wrapped = await keys.find(OWNER);
  if (wrapped !== undefined) return opened(master, wrapped);
  const former = await keys.find(FORMER_OWNER);
  if (former === undefined) return undefined;
  return { key: master.unwrap(former, FORMER_OWNER), sealedWith: undefined, wrapped: undefined };
}

/** Seals something else with the key, unless another replica was faster. */
export async function sealWithLookupKey(
  keys: WrappedKeys,
  master: MasterKeys,
  { key, wrapped }: LookupKey,
  text: string,
): Promise<void> {
  const anew = master.wrap(Buffer.concat([key, Buffer.from(text)]), OWNER);
  await (wrapped === undefined ? keys.keep(OWNER, anew) : keys.replace(OWNER, wrapped, anew));
}

/** Takes the key away from under its former owner, where nothing is sealed with it. */
export async function forgetFormerLookupKey(keys: WrappedKeys): Promise<void> {
  if ((await keys.find(FORMER_OWNER)) !== undefined) await keys.destroy(FORMER_OWNER);
}

function opened(master: MasterKeys, wrapped: string): LookupKey {
  const bytes = master.unwrap(wrapped, OWNER);
  return { key: bytes.subarray(0, KEY_BYTES), sealedWith: bytes.subarray(KEY_BYTES).toString(), wrapped };
}
