import { randomBytes } from 'node:crypto';
import { MasterKeys } from '../../../src/crypto/master-keys.js';
import type { WrappedKeys } from '../../../src/crypto/wrapped-keys.js';
import { LogKey } from '../../../src/event-store/log-key.js';
import type { EventStore } from '../../../src/event-store/event-store.js';
import { openEmbeddedStorage } from '../../../src/sqlite/embedded-storage.js';
import type { Storage } from '../../../src/storage.js';
import { ChainedLog } from '../../support/chained-log.js';
import { newEvents } from '../../support/new-events.js';
import { temporaryFolder } from '../../support/service.js';

const [OWNER, FORMER_OWNER] = ['service/log', 'service/username-lookup'];
const MISMATCH = { code: 'LOG_KEY_MISMATCH' };

describe('The key of the log', () => {
  const master = new MasterKeys([randomBytes(32)]);
  let storage: Storage;
  beforeEach(() => {
    storage = openEmbeddedStorage(temporaryFolder());
  });
  afterEach(() => storage.close());

  const key = ({ wrappedKeys, eventStore }: { wrappedKeys: WrappedKeys; eventStore: EventStore } = storage) =>
    new LogKey(wrappedKeys, master, eventStore);
  const newest = async (stream: string, { eventStore } = storage) =>
    (await eventStore.readStream(stream, { direction: 'backwards', limit: 1 }))[0]!;
  const written = async (stream: string) =>
    new ChainedLog(storage.eventStore, await key().macs()).append(stream, 1);

  /** A log of a version that made no MACs, and its key. */
  async function begunBefore(...streams: readonly string[]): Promise<void> {
    const { wrappedKeys, eventStore } = storage;
    await wrappedKeys.keep(FORMER_OWNER, master.wrap(randomBytes(32), FORMER_OWNER));
    for (const stream of streams) await eventStore.append(stream, -1, newEvents(2));
  }

  it('is made once, also by many at once, and opens after a start', async () => {
    const many = await Promise.all(Array.from({ length: 9 }, () => key().macs()));
    await new ChainedLog(storage.eventStore, many[0]).append('account-1', 1);
    for (const macs of [...many, await key().macs(), await key().authenticity()])
      expect(macs.isAuthentic(await newest('account-1'))).toBe(true);
  });

  it('lets nothing pass without a MAC in a log that was begun with it', async () => {
    await key().macs();
    await storage.eventStore.append('account-1', -1, newEvents(1));
    expect((await key().macs()).isAuthentic(await newest('account-1'))).toBe(false);
  });

  it('is not made anew once the log has events, and nobody reads without', async () => {
    await written('account-1');
    await storage.wrappedKeys.destroy(OWNER);
    await expect(key().macs()).rejects.toMatchObject({ code: 'LOOKUP_KEY_MISSING' });
    await expect(key().authenticity()).rejects.toMatchObject({ code: 'LOOKUP_KEY_MISSING' });
  });

  it('lets events of before pass, and none that are added to them', async () => {
    await begunBefore('account-1', 'twoFactor-1');
    const macs = await key().macs();
    for (const stream of ['account-1', 'twoFactor-1'])
      expect(macs.isAuthentic(await newest(stream))).toBe(true);
    await storage.eventStore.append('account-1', 1, newEvents(1));
    for (const those of [macs, await key().macs(), await key().authenticity()])
      expect(those.isAuthentic(await newest('account-1'))).toBe(false);
  });

  it('is kept in its new place alone, where a version of before does not find it', async () => {
    await begunBefore('account-1');
    await key().macs();
    expect(await storage.wrappedKeys.find(FORMER_OWNER)).toBeUndefined();
    expect(await storage.wrappedKeys.find(OWNER)).toBeDefined();
  });

  it('takes a crash between its places', async () => {
    await begunBefore('account-1');
    const { wrappedKeys, eventStore } = storage;
    const dying = Object.assign(Object.create(wrappedKeys) as WrappedKeys, {
      destroy: () => Promise.reject(new Error('kill -9')),
    });
    await expect(key({ wrappedKeys: dying, eventStore }).macs()).rejects.toThrow('kill -9');
    await written('account-2');
    expect((await key().macs()).isAuthentic(await newest('account-2'))).toBe(true);
    expect(await wrappedKeys.find(FORMER_OWNER)).toBeUndefined();
  });

  it('of before is not taken for that of a log with MACs', async () => {
    await begunBefore('account-1');
    const former = (await storage.wrappedKeys.find(FORMER_OWNER))!;
    await written('account-2');
    await storage.wrappedKeys.destroy(OWNER);
    await storage.wrappedKeys.keep(FORMER_OWNER, former);
    await expect(key().macs()).rejects.toMatchObject(MISMATCH);
    const authenticity = await key().authenticity();
    const event = await newest('account-2');
    expect(() => authenticity.isAuthentic(event)).toThrow(expect.objectContaining(MISMATCH));
  });

  it('changes nothing for who only reads, and is seen once it was made', async () => {
    await begunBefore('account-1');
    const reading = key();
    expect((await reading.authenticity()).isAuthentic(await newest('account-1'))).toBe(true);
    expect(await storage.wrappedKeys.find(OWNER)).toBeUndefined();
    await written('account-2');
    await storage.eventStore.append('account-1', 1, newEvents(1));
    const authenticity = await reading.authenticity();
    expect(authenticity.isAuthentic(await newest('account-2'))).toBe(true);
    expect(authenticity.isAuthentic(await newest('account-1'))).toBe(false);
  });

  it('is taken from another replica that was faster, and wrote', async () => {
    await begunBefore('account-1');
    const { wrappedKeys, eventStore } = storage;
    const former = (await wrappedKeys.find(FORMER_OWNER))!;
    await written('account-2');
    let asked = 0;
    const late = Object.assign(Object.create(wrappedKeys) as WrappedKeys, {
      find: async (owner: string) => {
        if (asked++ < 2) return owner === OWNER ? undefined : former;
        return wrappedKeys.find(owner);
      },
    });
    const macs = await key({ wrappedKeys: late, eventStore }).macs();
    expect(macs.isAuthentic(await newest('account-2'))).toBe(true);
  });

  it('looks again after it could not be opened', async () => {
    await written('account-1');
    const { wrappedKeys, eventStore } = storage;
    const failing = Object.assign(Object.create(wrappedKeys) as WrappedKeys, {
      find: () => Promise.reject(new Error('no answer')),
    });
    const theKey = key({ wrappedKeys: failing, eventStore });
    await expect(theKey.macs()).rejects.toThrow('no answer');
    Object.assign(failing, { find: wrappedKeys.find.bind(wrappedKeys) });
    expect((await theKey.macs()).isAuthentic(await newest('account-1'))).toBe(true);
  });

  describe('and a log that is from before the one it was sealed for', () => {
    let older: Storage;
    beforeEach(async () => {
      await begunBefore('account-1');
      await key().macs();
      older = openEmbeddedStorage(temporaryFolder());
      await older.eventStore.append('account-1', -1, newEvents(1));
    });
    afterEach(() => older.close());
    const theirs = () => key({ wrappedKeys: storage.wrappedKeys, eventStore: older.eventStore });

    it('do not go together until that is accepted', async () => {
      await expect(theirs().macs()).rejects.toMatchObject(MISMATCH);
      await theirs().acceptOlderLog();
      expect((await theirs().macs()).isAuthentic(await newest('account-1', older))).toBe(true);
      await older.eventStore.append('account-1', 0, newEvents(1));
      expect((await theirs().macs()).isAuthentic(await newest('account-1', older))).toBe(false);
    });

    it('do not go together where that log has MACs', async () => {
      await new ChainedLog(older.eventStore, await key().macs()).append('account-2', 1);
      await expect(theirs().acceptOlderLog()).rejects.toMatchObject(MISMATCH);
      await expect(key().macs()).resolves.toBeDefined();
    });

    it('is left alone where the log is the right one', async () => {
      const before = await storage.wrappedKeys.find(OWNER);
      await key().acceptOlderLog();
      expect(await storage.wrappedKeys.find(OWNER)).toBe(before);
    });
  });
});
