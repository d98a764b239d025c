import type { AccountsView } from '../../src/accounts/accounts-view.js';
import { Eraser } from '../../src/erasure/eraser.js';
import type { Erasure } from '../../src/erasure/erasure.js';
import { listen } from '../support/logged.js';

describe('The eraser', () => {
  it('destroys copies of keys until none is left, and tells once that it could not', async () => {
    const outcomes = [false, false, true, true];
    const view = { erased: async () => [] } as unknown as AccountsView;
    const erasure = { finishKeys: async () => outcomes.shift() } as unknown as Erasure;
    const lines = listen();
    const eraser = new Eraser(view, erasure);
    while (outcomes.length > 0) await eraser.finishAll();
    expect(lines).toEqual([
      'A destroyed key may still be in keys.db-wal, since somebody reads keys.db, as a backup does; tried again each minute',
      'No copy of a destroyed key is left',
    ]);
  });

  it('is over only when what it was doing is, and begins nothing more', async () => {
    const finishing = Promise.withResolvers<boolean>();
    const finished: string[] = [];
    const pages = [
      [
        { id: 'ada', position: 1 },
        { id: 'grace', position: 2 },
      ],
    ];
    const view = { erased: async () => pages.shift() ?? [] } as unknown as AccountsView;
    const erasure = {
      finish: async (id: string) => void finished.push(id),
      finishKeys: () => finishing.promise,
    } as unknown as Erasure;
    const eraser = new Eraser(view, erasure);
    eraser.onApplicationBootstrap();
    let isOver = false;
    const over = eraser.onApplicationShutdown().then(() => (isOver = true));
    await new Promise(setImmediate);
    expect({ isOver, finished }).toEqual({ isOver: false, finished: [] });
    finishing.resolve(true);
    await over;
    expect(finished).toEqual([]);
  });
});
