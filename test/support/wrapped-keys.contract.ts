import type { WrappedKey, WrappedKeys } from '../../src/crypto/wrapped-keys.js';

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

    it('puts another key in the place of the one that is named', async () => {
      await keys.keep('account/ada', 'old');
      await keys.keep('account/grace', 'old');
      expect(await keys.replace('account/ada', 'old', 'new')).toBe(true);
      expect(await keys.find('account/ada')).toBe('new');
      expect(await keys.find('account/grace')).toBe('old');
    });

    it('replaces no other key than the one that is named', async () => {
      await keys.keep('account/ada', 'old');
      expect(await keys.replace('account/ada', 'Old', 'new')).toBe(false);
      expect(await keys.replace('account/grace', 'old', 'new')).toBe(false);
      expect(await keys.find('account/ada')).toBe('old');
      expect(await keys.find('account/grace')).toBeUndefined();
    });

    it('lets one of many who replace the same key at once do so', async () => {
      await keys.keep('account/ada', 'old');
      const replaced = await Promise.all(
        Array.from({ length: 20 }, (_, number) => keys.replace('account/ada', 'old', `new ${number}`)),
      );
      expect(replaced.filter((was) => was)).toHaveLength(1);
      expect(await keys.find('account/ada')).toBe(`new ${replaced.indexOf(true)}`);
    });

    it('destroys the key of an owner, and no other', async () => {
      for (const owner of ['account/ada', 'account/grace']) await keys.keep(owner, `of ${owner}`);
      expect(await keys.destroy('account/ada')).toBe(true);
      expect(await keys.find('account/ada')).toBeUndefined();
      expect(await keys.find('account/grace')).toBe('of account/grace');
      expect(await keys.destroy('account/ada')).toBe(false);
      expect(await keys.destroyCopies()).toBe(true);
      expect(await keys.replace('account/ada', 'of account/ada', 'new')).toBe(false);
      expect(await keys.find('account/ada')).toBeUndefined();
    });

    it('counts the keys each master key wraps', async () => {
      expect(await keys.countByMasterKey()).toStrictEqual(new Map());
      await keys.keep('account/ada', '0123.v1.sealed');
      await keys.keep('account/grace', '0123.v1.sealed too');
      await keys.keep('service/lookup', 'abcd.v1.sealed');
      expect(await keys.countByMasterKey()).toStrictEqual(
        new Map([
          ['0123', 2],
          ['abcd', 1],
        ]),
      );
    });

    it('gives them page by page, in the order of the bytes of their owners’ names', async () => {
      const owners = ['account/ada', 'account/B', 'account/a-b', 'account/ab', 'service/é', 'service/z'];
      for (const owner of owners) await keys.keep(owner, `of ${owner}`);
      const found: WrappedKey[] = [];
      for (
        let page = await keys.page('', 4);
        page.length > 0;
        page = await keys.page(found.at(-1)!.owner, 4)
      ) {
        expect(page.length).toBeLessThanOrEqual(4);
        found.push(...page);
      }
      const inOrder = owners.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      expect(found).toStrictEqual(inOrder.map((owner) => ({ owner, wrapped: `of ${owner}` })));
    });

    it('begins a page behind a name, whether somebody has it or not', async () => {
      for (const owner of ['account/a', 'account/c']) await keys.keep(owner, 'wrapped');
      const behind = async (name: string) => (await keys.page(name, 10)).map(({ owner }) => owner);
      expect(await behind('account/a')).toStrictEqual(['account/c']);
      expect(await behind('account/b')).toStrictEqual(['account/c']);
      expect(await behind('account/c')).toStrictEqual([]);
    });
  });
}
