import { MasterKeyMissing, MasterKeys } from '../../src/crypto/master-keys.js';
import { KEY_BYTES, SealBroken } from '../../src/crypto/sealing.js';
import { LookupKeyMissing } from '../../src/crypto/lookup-key.js';
import { AccountKeyMissing, Vault, type Sealed } from '../../src/crypto/vault.js';
import { WrappedKeys } from '../../src/crypto/wrapped-keys.js';

class KeysInMemory extends WrappedKeys {
  readonly kept = new Map<string, string>();

  override async keep(owner: string, wrapped: string): Promise<string> {
    if (!this.kept.has(owner)) this.kept.set(owner, wrapped);
    return this.kept.get(owner) ?? wrapped;
  }

  override async find(owner: string): Promise<string | undefined> {
    return this.kept.get(owner);
  }

  override replace(): Promise<never> {
    throw new Error('The vault replaces no key');
  }

  override async destroy(owner: string): Promise<boolean> {
    return this.kept.delete(owner);
  }

  override async destroyCopies(): Promise<boolean> {
    return true;
  }

  override countByMasterKey(): Promise<never> {
    throw new Error('The vault counts no keys');
  }

  override page(): Promise<never> {
    throw new Error('The vault asks for one key at a time');
  }
}

const MASTER = Buffer.alloc(KEY_BYTES, 1);
const NEXT_MASTER = Buffer.alloc(KEY_BYTES, 2);
const always = async () => true;
const SAME_KEY = Buffer.alloc(KEY_BYTES, 9);
const PURPOSES: readonly Sealed[] = [
  'username',
  'password-hash',
  'reset-reason',
  'totp-secret/1',
  'totp-secret/2',
];

describe('The vault', () => {
  let keys: KeysInMemory;
  let vault: Vault;
  beforeEach(async () => {
    keys = new KeysInMemory();
    vault = new Vault(keys, new MasterKeys([MASTER]), always);
    await vault.createAccountKey('ada');
    await vault.createAccountKey('grace');
  });

  it('opens what it sealed for the same account and purpose', async () => {
    for (const purpose of PURPOSES) {
      const sealed = await vault.seal('ada', purpose, 'Ada Łovelace 🦉');
      expect(await vault.open('ada', purpose, sealed)).toBe('Ada Łovelace 🦉');
    }
  });

  it("opens nothing of another account's", async () => {
    const sealed = await vault.seal('ada', 'username', 'ada');
    await expect(vault.open('grace', 'username', sealed)).rejects.toThrow(SealBroken);
  });

  it("opens nothing of another account's although both had one key", async () => {
    for (const id of ['ada', 'grace']) {
      keys.kept.set(`account/${id}`, new MasterKeys([MASTER]).wrap(SAME_KEY, `account/${id}`));
    }
    const sealed = await vault.seal('ada', 'username', 'ada');
    await expect(vault.open('grace', 'username', sealed)).rejects.toThrow(SealBroken);
  });

  it('opens nothing for another purpose, such as the secret of another enrollment', async () => {
    for (const purpose of PURPOSES) {
      const sealed = await vault.seal('ada', purpose, 'a value');
      for (const other of PURPOSES.filter((it) => it !== purpose)) {
        await expect(vault.open('ada', other, sealed)).rejects.toThrow(SealBroken);
      }
    }
  });

  it('opens nothing of an account whose key was destroyed, nor seals for it', async () => {
    const sealed = await vault.seal('ada', 'username', 'ada');
    await vault.destroyAccountKey('ada');
    await vault.destroyAccountKey('ada');
    await expect(vault.open('ada', 'username', sealed)).rejects.toThrow(AccountKeyMissing);
    await expect(vault.seal('ada', 'username', 'ada')).rejects.toThrow(AccountKeyMissing);
  });

  it('keeps the first key of an account when asked for one again', async () => {
    const sealed = await vault.seal('ada', 'username', 'ada');
    await vault.createAccountKey('ada');
    expect(await vault.open('ada', 'username', sealed)).toBe('ada');
  });

  it('opens after a rotation of the master key, for as long as the older one is configured', async () => {
    const sealed = await vault.seal('ada', 'username', 'ada');
    const rotated = new Vault(keys, new MasterKeys([NEXT_MASTER, MASTER]), always);
    expect(await rotated.open('ada', 'username', sealed)).toBe('ada');
    const dropped = new Vault(keys, new MasterKeys([NEXT_MASTER]), always);
    await expect(dropped.open('ada', 'username', sealed)).rejects.toThrow(MasterKeyMissing);
  });
});

describe('The blind index of a username', () => {
  const withKeys = (keys: KeysInMemory, ...masters: [Buffer, ...Buffer[]]) =>
    new Vault(keys, new MasterKeys(masters), always);

  it('is the same every time, after a restart and a rotation too', async () => {
    const keys = new KeysInMemory();
    const index = await withKeys(keys, MASTER).blindIndex('ada');
    expect(index).toMatch(/^[0-9a-f]{64}$/);
    expect(await withKeys(keys, MASTER).blindIndex('ada')).toBe(index);
    expect(await withKeys(keys, NEXT_MASTER, MASTER).blindIndex('ada')).toBe(index);
  });

  it('is another one for another name, and in another service', async () => {
    const keys = new KeysInMemory();
    const index = await withKeys(keys, MASTER).blindIndex('ada');
    expect(await withKeys(keys, MASTER).blindIndex('grace')).not.toBe(index);
    expect(await withKeys(new KeysInMemory(), MASTER).blindIndex('ada')).not.toBe(index);
  });

  it('is refused under another master key', async () => {
    const keys = new KeysInMemory();
    await withKeys(keys, MASTER).blindIndex('ada');
    await expect(withKeys(keys, NEXT_MASTER).blindIndex('ada')).rejects.toThrow(MasterKeyMissing);
  });

  it('is refused when names were given before and the key they were given by is gone', async () => {
    const keys = new KeysInMemory();
    const used = new Vault(keys, new MasterKeys([MASTER]), async () => false);
    await expect(used.check()).rejects.toThrow(LookupKeyMissing);
    await expect(used.blindIndex('ada')).rejects.toThrow(LookupKeyMissing);
    expect(keys.kept.size).toBe(0);
  });

  it('needs no new installation when its key is there', async () => {
    const keys = new KeysInMemory();
    const index = await withKeys(keys, MASTER).blindIndex('ada');
    const used = new Vault(keys, new MasterKeys([MASTER]), async () => false);
    expect(await used.blindIndex('ada')).toBe(index);
  });

  it('is the same for all who ask for the first time at once', async () => {
    const keys = new KeysInMemory();
    const vaults = Array.from({ length: 5 }, () => withKeys(keys, MASTER));
    const indexes = await Promise.all(vaults.map((vault) => vault.blindIndex('ada')));
    expect(new Set(indexes).size).toBe(1);
  });
});
