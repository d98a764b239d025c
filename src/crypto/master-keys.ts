import { createHash, createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { KEY_BYTES, open, seal } from './sealing.js';

/** A wrapped key names a master key that is not configured. */
export class MasterKeyMissing extends Error {
  readonly code = 'MASTER_KEY_MISSING';
  constructor(
    readonly keyId: string,
    readonly configured: readonly string[],
  ) {
    super(`Sealed under master key ${keyId}; configured: ${configured.join(', ')}`);
    this.name = 'MasterKeyMissing';
  }
}

/**
 * The keys that wrap all other keys. Several may be configured at once: the first
 * wraps, each opens what it once wrapped.
 */
export class MasterKeys {
  private readonly byId: ReadonlyMap<string, KeyObject>;
  /** The one that wraps. */
  private readonly newest: KeyObject;
  readonly newestId: string;

  /** @param keys 32 bytes each, newest first; at least one */
  constructor(keys: readonly [Uint8Array, ...Uint8Array[]]) {
    this.byId = new Map(keys.map((key) => [idOf(key), createSecretKey(key)]));
    this.newest = createSecretKey(keys[0]);
    this.newestId = idOf(keys[0]);
  }

  /** Newest first. */
  get ids(): readonly string[] {
    return [...this.byId.keys()];
  }

  /** @returns `<master key id>.<sealed>` */
  wrap(key: Uint8Array, owner: string): string {
    return `${this.newestId}.${seal(this.newest, key, owner)}`;
  }

  /**
   * The same key, wrapped by the newest master key.
   * @throws as {@link unwrap}
   */
  rewrap(wrapped: string, owner: string): string {
    return masterKeyOf(wrapped) === this.newestId ? wrapped : this.wrap(this.unwrap(wrapped, owner), owner);
  }

  /**
   * @throws {MasterKeyMissing} when the key that wrapped it is not configured
   * @throws {SealBroken} when it was wrapped for another owner, or altered
   */
  unwrap(wrapped: string, owner: string): Buffer {
    const id = masterKeyOf(wrapped);
    const key = this.byId.get(id);
    if (!key) throw new MasterKeyMissing(id, this.ids);
    return open(key, wrapped.slice(id.length + 1), owner);
  }
}

/** The id of the master key that wrapped a key. */
function masterKeyOf(wrapped: string): string {
  return wrapped.slice(0, Math.max(0, wrapped.indexOf('.')));
}

/** A new random key. */
export function newKey(): Buffer {
  return randomBytes(KEY_BYTES);
}

/** Names a key without telling it: the first 8 bytes of its SHA-256, in hex. */
function idOf(key: Uint8Array): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 16);
}
