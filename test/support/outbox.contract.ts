import type { LogMark } from '../../src/event-store/log-marks.js';
import type { Notification } from '../../src/notifications/notification.js';
import type { Outbox } from '../../src/notifications/outbox.js';
import { NOW } from './facts.js';

export interface OpenedOutbox {
  readonly outbox: Outbox;
  readonly close: () => void | Promise<void>;
}

const START: LogMark = { position: 0, event: null };
const at = (position: number): LogMark => ({
  position,
  event: { stream: 'account-ada', revision: position - 1, id: `event ${position}` },
});
const notification = (id: string, details: Notification['details'] = {}): Notification => ({
  id,
  type: 'twoFactor.turnedOn',
  accountId: 'ada',
  at: NOW.toISOString(),
  details,
});
const inSeconds = (seconds: number) => new Date(NOW.getTime() + seconds * 1_000);

/** What every outbox does. It begins empty. */
export function describeOutbox(name: string, open: () => Promise<OpenedOutbox>): void {
  describe(`${name}, as every outbox,`, () => {
    let opened: OpenedOutbox;
    let outbox: Outbox;
    beforeEach(async () => {
      opened = await open();
      outbox = opened.outbox;
    });
    afterEach(() => opened.close());

    const fill = (from: number, to: number, ...notifications: Notification[]) =>
      outbox.fill({ from, to: at(to), notifications, parked: [] });
    const due = async (seconds = 0, limit = 10) =>
      (await outbox.due(inSeconds(seconds), limit)).map(({ notification: { id } }) => id);

    describe('when it marks how far the log had come', () => {
      it('has no mark at first', async () => {
        expect(await outbox.mark()).toBeUndefined();
      });

      it('keeps the first of several beginnings', async () => {
        await outbox.begin(START);
        await outbox.begin(at(7));
        expect(await outbox.mark()).toStrictEqual({ ...START, restoredAt: null });
      });

      it('moves it along with what was found, and not without', async () => {
        await outbox.begin(START);
        expect(await fill(0, 5, notification('one'))).toBe(true);
        expect(await outbox.mark()).toStrictEqual({ ...at(5), restoredAt: null });
        expect(await fill(0, 9, notification('two'))).toBe(false);
        expect(await outbox.mark()).toStrictEqual({ ...at(5), restoredAt: null });
        expect(await due()).toStrictEqual(['one']);
      });

      it('lets one of many go on from the same place', async () => {
        await outbox.begin(START);
        const fillings = Array.from({ length: 10 }, (_, number) =>
          fill(0, number + 1, notification(`${number}`)),
        );
        expect((await Promise.all(fillings)).filter((went) => went)).toHaveLength(1);
        expect(await due()).toHaveLength(1);
      });

      it('puts it back when the end of the log was lost, and remembers when', async () => {
        await outbox.begin(START);
        await fill(0, 5);
        await outbox.restore({ position: 3, event: null }, NOW);
        expect(await outbox.mark()).toStrictEqual({ position: 3, event: null, restoredAt: NOW });
        await fill(3, 4);
        expect(await outbox.mark()).toStrictEqual({ ...at(4), restoredAt: NOW });
        await outbox.restore({ position: 2, event: null }, inSeconds(9));
        expect(await outbox.mark()).toMatchObject({ position: 2, restoredAt: inSeconds(9) });
      });

      it('takes a loss for the beginning when there was none', async () => {
        await outbox.restore({ position: 3, event: null }, NOW);
        expect(await outbox.mark()).toStrictEqual({ position: 3, event: null, restoredAt: NOW });
      });
    });

    describe('when it keeps notifications', () => {
      beforeEach(() => outbox.begin(START));

      it('gives all of them back as they were', async () => {
        const told = notification('one', { failures: 5, until: 'then' });
        await fill(0, 1, told);
        expect(await outbox.due(NOW, 10)).toStrictEqual([{ notification: told, attempts: 0 }]);
      });

      it('keeps the same one once', async () => {
        await fill(0, 1, notification('one'));
        await fill(1, 2, notification('one'));
        expect(await due()).toStrictEqual(['one']);
      });

      it('forgets what was delivered, and nothing else', async () => {
        await fill(0, 1, notification('one'), notification('two'));
        await outbox.delivered('one');
        expect(await due()).toStrictEqual(['two']);
      });

      it('gives as many as are asked for, the oldest first', async () => {
        await fill(0, 1, notification('b'), notification('a'), notification('c'));
        expect(await due(0, 2)).toStrictEqual(['a', 'b']);
        await outbox.postpone('a', NOW);
        expect(await due(0, 2)).toStrictEqual(['b', 'c']);
      });

      it('gives none that is to wait, until it is due, and counts how often it was tried', async () => {
        await fill(0, 1, notification('one'));
        await outbox.postpone('one', inSeconds(5));
        await outbox.postpone('one', inSeconds(10));
        expect(await due(9)).toStrictEqual([]);
        expect(await outbox.due(inSeconds(10), 10)).toMatchObject([{ attempts: 2 }]);
      });

      it('gives at once what was put off by a clock that was ahead, and the oldest before it', async () => {
        await fill(0, 1, notification('one'), notification('two'));
        await outbox.postpone('one', inSeconds(3_600));
        expect(await due()).toStrictEqual(['two']);
        await outbox.postpone('one', inSeconds(3_600.001));
        expect(await due()).toStrictEqual(['two', 'one']);
      });

      it('gives up what is parked, and remembers why', async () => {
        await fill(0, 1, notification('one'), notification('two'));
        await outbox.park({ id: 'one', error: 'Nobody is there' });
        expect(await due(1_000_000)).toStrictEqual(['two']);
        expect(await outbox.parked()).toStrictEqual([{ id: 'one', error: 'Nobody is there' }]);
      });

      it('parks what was found to be no notification at all', async () => {
        const parked = [{ id: 'event 1', error: 'It cannot be read' }];
        await outbox.fill({ from: 0, to: at(1), notifications: [], parked });
        expect(await outbox.parked()).toStrictEqual(parked);
        expect(await due(1_000_000)).toStrictEqual([]);
      });
    });
  });
}
