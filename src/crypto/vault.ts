import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { ensureKey } from './ensure-key.js';
import { ensureLookupKey } from './lookup-key.js';
import type { MasterKeys } from './master-keys.js';
import { OpenedKeys } from './opened-keys.js';
import { open, seal } from './sealing.js';
import type { WrappedKeys } from './wrapped-keys.js';

/** The account has no key: it was never made, or the account was forgotten. */
export class AccountKeyMissing extends Error {
  readonly code = 'ACCOUNT_KEY_MISSING';
  constructor(readonly accountId: string) {
    super(`Account ${accountId} has no key`);
    this.name = 'AccountKeyMissing';
  }
}

/** What a sealed value is; with the account it makes up what the value is bound to. */
export type Sealed =
  | 'username'
  | 'password-hash'
  | 'reset-reason'
  | `password-reset/${string}`
  | 'network-address'
  | `session-client/${string}`
  | `totp-secret/${string}`
  | `recovery-codes/${string}`;

/**
 * Seals what is personal or secret under the key of its account, so that destroying
 * that one key makes all of it unreadable, wherever it was copied to.
 */
export class Vault {
  private lookupKey: KeyObject | undefined;
  private readonly opened = new OpenedKeys();

  constructor(
    private readonly keys: WrappedKeys,
    private readonly master: MasterKeys,
    /** Whether nothing was ever named by a lookup key, so that one may be made. */
    private readonly isNew: () => Promise<boolean>,
  ) {}

  /** Gives an account its key. Asking twice leaves the first. */
  async createAccountKey(accountId: string): Promise<void> {
    await ensureKey(this.keys, this.master, ownerOf(accountId));
  }

  /** Makes all that was ever sealed for an account unreadable, for good. Doing it twice does no harm. */
  async destroyAccountKey(accountId: string): Promise<void> {
    const owner = ownerOf(accountId);
    await this.keys.destroy(owner);
    this.opened.forget(owner);
  }

  /** Destroys copies of destroyed keys that could not be destroyed with them. @returns whether none is left */
  destroyCopies(): Promise<boolean> {
    return this.keys.destroyCopies();
  }

  /** @throws {AccountKeyMissing} */
  async seal(accountId: string, what: Sealed, plain: string): Promise<string> {
    return seal(await this.accountKey(accountId), Buffer.from(plain), boundTo(accountId, what));
  }

  /**
   * @throws {AccountKeyMissing} when the account was forgotten
   * @throws {SealBroken} when the value is not this account's, not this kind, or altered
   * @throws {MasterKeyMissing} when the master key that wrapped the account's key is not configured
   */
  async open(accountId: string, what: Sealed, sealed: string): Promise<string> {
    return open(await this.accountKey(accountId), sealed, boundTo(accountId, what)).toString();
  }

  /**
   * A name for a username that tells nothing about it: HMAC-SHA-256 under the service's
   * own key, in hex. The same for all time, also when master keys rotate.
   * @throws {LookupKeyMissing}
   * @throws {MasterKeyMissing} when the data was made with another master key
   */
  async blindIndex(canonicalUsername: string): Promise<string> {
    const key = (this.lookupKey ??= await this.openLookupKey());
    return createHmac('sha256', key).update(canonicalUsername).digest('hex');
  }

  /**
   * A key for what is counted or remembered about somebody, that tells nothing about whom or
   * where. None is that of a username, which has no NUL in it.
   */
  blindKey(
    kind: 'password-attempts' | 'known-network' | 'registrations',
    ...about: readonly string[]
  ): Promise<string> {
    return this.blindIndex([kind, ...about].join('\0'));
  }

  /**
   * Finds out whether the keys that are kept can be opened.
   * @throws {LookupKeyMissing}
   * @throws {MasterKeyMissing} when the data was made with another master key
   */
  async check(): Promise<void> {
    this.lookupKey ??= await this.openLookupKey();
  }

  private async openLookupKey(): Promise<KeyObject> {
    const { key } = await ensureLookupKey(this.keys, this.master, this.isNew);
    return createSecretKey(key);
  }

  private async accountKey(accountId: string): Promise<KeyObject> {
    const owner = ownerOf(accountId);
    const wrapped = await this.keys.find(owner);
    if (wrapped === undefined) throw new AccountKeyMissing(accountId);
    return this.opened.of(owner, wrapped, () => createSecretKey(this.master.unwrap(wrapped, owner)));
  }
}

function ownerOf(accountId: string): string {
  return `account/${accountId}`;
}

function boundTo(accountId: string, what: Sealed): string {
  return `${ownerOf(accountId)}/${what}`;
}
