import type { ApiKey, ApiKeys } from '../access/api-keys.js';
import { CannotStart, reasonOf } from '../config/cannot-start.js';
import { MasterKeyMissing, type MasterKeys } from '../crypto/master-keys.js';
import type { WrappedKey, WrappedKeys } from '../crypto/wrapped-keys.js';

const PAGE = 500;

/**
 * Makes sure that the master keys open every key that is to be moved: who finds out afterwards
 * finds accounts that nobody can get into.
 * @throws {CannotStart} naming the master key that is missing, or the key that is damaged
 */
export async function checkMasterKeys(source: WrappedKeys, masterKeys: MasterKeys): Promise<void> {
  for await (const { owner, wrapped } of all(source)) {
    try {
      masterKeys.unwrap(wrapped, owner);
    } catch (fault) {
      if (!(fault instanceof MasterKeyMissing)) {
        throw new CannotStart(
          `The key of ${owner} in the data folder cannot be used: ${reasonOf(fault)}.`,
          fault,
        );
      }
      throw new CannotStart(
        `The key of ${owner} was made with master key ${fault.keyId}, but the configured one is ${fault.configured.join(', ')}. Set MASTER_KEY or MASTER_KEY_FILE to the key it was made with.`,
        fault,
      );
    }
  }
}

/**
 * Makes sure that a database holds nothing but what a move from here brought there.
 * @throws {CannotStart} naming what it holds besides
 */
export async function checkOnlyOurs(
  source: { readonly wrappedKeys: WrappedKeys; readonly apiKeys: ApiKeys },
  target: { readonly wrappedKeys: WrappedKeys; readonly apiKeys: ApiKeys },
): Promise<void> {
  for await (const { owner, wrapped } of all(target.wrappedKeys)) {
    if ((await source.wrappedKeys.find(owner)) !== wrapped) throw inUse(`a key of its own for ${owner}`);
  }
  for (const found of await target.apiKeys.list()) {
    const ours = await source.apiKeys.find(found.tokenHash);
    if (!ours || factsOf(ours) !== factsOf(found)) {
      throw inUse(`an API key of its own, "${found.name}" (${found.id})`);
    }
  }
}

/** @returns how many keys there are, all of which are in the target now */
export async function moveKeys(source: WrappedKeys, target: WrappedKeys): Promise<number> {
  let moved = 0;
  for await (const page of pages(source)) {
    const kept = await Promise.all(page.map(({ owner, wrapped }) => target.keep(owner, wrapped)));
    const other = page.find(({ wrapped }, index) => kept[index] !== wrapped);
    if (other) throw inUse(`a key of its own for ${other.owner}`);
    moved += page.length;
  }
  return moved;
}

/**
 * Keys that were revoked stay so, wherever and whenever it was done.
 * @returns how many API keys there are, all of which are in the target now
 */
export async function moveApiKeys(source: ApiKeys, target: ApiKeys): Promise<number> {
  const keys = await source.list();
  for (const key of keys) {
    if (!(await target.find(key.tokenHash))) await target.add(key);
    else if (key.revokedAt) await target.revoke(key.id, key.revokedAt);
  }
  return keys.length;
}

/** What an API key is for good; it may be revoked later. */
function factsOf({ id, name, role, createdAt }: ApiKey): string {
  return JSON.stringify([id, name, role, createdAt]);
}

function inUse(what: string): CannotStart {
  return new CannotStart(`The database is in use by another installation: it has ${what}.`);
}

async function* all(keys: WrappedKeys): AsyncGenerator<WrappedKey> {
  for await (const page of pages(keys)) yield* page;
}

async function* pages(keys: WrappedKeys): AsyncGenerator<readonly WrappedKey[]> {
  for (let page = await keys.page('', PAGE); page.length > 0;) {
    yield page;
    page = await keys.page(page.at(-1)?.owner ?? '', PAGE);
  }
}
