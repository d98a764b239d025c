import type { WrappedKeys } from '../../src/crypto/wrapped-keys.js';

export interface OpenedWrappedKeys {
  readonly keys: WrappedKeys;
  readonly close: () => void | Promise<void>;
}

/** What every store of wrapped keys does. It begins empty. */
export function describeWrappedKeys(name: string, open: () => Promise<OpenedWrappedKeys>): void {
  describe(`${name}, as every store of wrapped keys,`, () => {
    let opened: OpenedWrappedKeys;
    let keys: WrappedKeys;
    beforeEach(async () => {
      opened = await open();
      keys = opened.keys;
    });
    afterEach(() => opened.close());

    it('keeps the key of an owner, and gives it back', async () => {
      expect(await keys.keep('account/ada', 'wrapped')).toBe('wrapped');
      expect(await keys.find('account/ada')).toBe('wrapped');
    });

    it('finds none for an owner who has none', async () => {
      await keys.keep('account/ada', 'wrapped');
      expect(await keys.find('account/grace')).toBeUndefined();
      expect(await keys.find('account/Ada')).toBeUndefined();
      expect(await keys.find('account/ad')).toBeUndefined();
    });

    it('leaves the key an owner has, and answers with it', async () => {
      await keys.keep('account/ada', 'first');
      expect(await keys.keep('account/ada', 'second')).toBe('first');
      expect(await keys.find('account/ada')).toBe('first');
    });

    it('keeps the keys of different owners apart', async () => {
      await Promise.all([keys.keep('account/ada', 'hers'), keys.keep('service/ada', 'another')]);
      expect(await keys.find('account/ada')).toBe('hers');
      expect(await keys.find('service/ada')).toBe('another');
    });

    it('answers everyone who comes at once with the one key that is kept', async () => {
      const offered = Array.from({ length: 50 }, (_, number) => `key ${number}`);
      const kept = await Promise.all(offered.map((wrapped) => keys.keep('account/ada', wrapped)));
      expect(offered).toContain(kept[0]);
      expect(new Set(kept)).toStrictEqual(new Set([await keys.find('account/ada')]));
    });
  });
}
