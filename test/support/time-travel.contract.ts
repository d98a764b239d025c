import { NO_STREAM, type EventStore, type NewEvent } from '../../src/event-store/event-store.js';
import {
  FIRST,
  SECOND,
  STEP,
  codeAccepted,
  codesIssued,
  confirmed,
  disabled,
  lockedEvent,
  secondsFrom,
  started,
  wasReset,
  wrongCodes,
} from '../domain/two-factor.facts.js';
import { twoFactorStream } from './account-history.js';
import { NOW } from './facts.js';
import { BY_THE_SYSTEM, newEvent } from './new-events.js';
import { PastWorld, type PastStores } from './past-world.js';

/** What the past of an account is whatever log it is read from. */
export function describeTimeTravel(
  name: string,
  open: () => Promise<{ readonly stores: PastStores; readonly close: () => Promise<void> }>,
): void {
  describe(name, () => {
    let [stores, close]: [PastStores, () => Promise<void>] = [undefined!, undefined!];
    let world: PastWorld;
    beforeEach(async () => {
      ({ stores, close } = await open());
      world = new PastWorld(stores);
      await world.register();
    });
    afterEach(() => close());

    const minute = (number: number) => secondsFrom(60 * number);
    const at = (number: number) => world.read({ at: minute(number) });
    const positions = async () => (await streamOf(stores.eventStore, world)).map(({ position }) => position);
    const put = async (event: NewEvent) => {
      const there = await streamOf(stores.eventStore, world);
      await stores.eventStore.append(twoFactorStream(world.accountId), there.length + NO_STREAM, [event]);
    };

    it('tells the status at any instant, since when, and what decided it', async () => {
      await world.happens(started(FIRST));
      await world.happens(confirmed(STEP));
      await world.happens(codeAccepted(STEP + 4, 'signIn'));
      await world.happens(disabled(STEP + 6));
      const [begun, on, used, off] = await streamOf(stores.eventStore, world);
      expect(await at(0)).toMatchObject({
        status: 'pending',
        since: minute(0),
        enrollmentExpiresAt: minute(10),
        decidedBy: { id: begun!.id },
        lastEvent: { id: begun!.id },
      });
      expect(await at(1)).toMatchObject({ status: 'on', since: minute(1), decidedBy: { id: on!.id } });
      expect(await at(2.5)).toMatchObject({
        at: minute(2.5),
        status: 'on',
        since: minute(1),
        enrollmentExpiresAt: null,
        decidedBy: { id: on!.id },
        lastEvent: { id: used!.id },
      });
      expect(await at(3)).toMatchObject({ status: 'off', since: minute(3), decidedBy: { id: off!.id } });
    });

    it('tells of who never had 2FA that it was off since the registration', async () => {
      expect(await at(0)).toEqual({
        kind: 'then',
        at: NOW,
        status: 'off',
        since: NOW,
        enrollmentExpiresAt: null,
        lockedUntil: null,
        failures: 0,
        recoveryCodesLeft: null,
        decidedBy: null,
        lastEvent: null,
        otherPositions: [],
      });
    });

    it('tells of an enrollment nobody confirmed in time that it is under way no more', async () => {
      await world.happens(started(FIRST));
      world.clock.advance({ seconds: 3_600 });
      expect(await at(9.9)).toMatchObject({ status: 'pending' });
      const [begun] = await streamOf(stores.eventStore, world);
      expect(await at(10)).toMatchObject({
        status: 'off',
        since: minute(10),
        enrollmentExpiresAt: null,
        decidedBy: { id: begun!.id },
      });
    });

    it('tells wrong codes and locks as they were, also between the events of one append', async () => {
      await world.happens(started(FIRST));
      await world.happens(confirmed(STEP));
      for (const wrong of wrongCodes(4)) await world.happens(wrong);
      const [fifth] = wrongCodes(5).slice(4);
      await world.happens(fifth!, lockedEvent(minute(7), 5));
      const there = await positions();
      expect(await at(5)).toMatchObject({ failures: 4, lockedUntil: null });
      expect(await at(6)).toMatchObject({ failures: 5, lockedUntil: minute(7), since: minute(1) });
      expect(await at(7)).toMatchObject({ failures: 5, lockedUntil: null });
      expect(await world.read({ position: there[6]! })).toMatchObject({ failures: 5, lockedUntil: null });
      expect(await world.read({ position: there[7]! })).toMatchObject({
        failures: 5,
        lockedUntil: minute(7),
      });
    });

    it('tells the state at a position of the log, and between two', async () => {
      await world.happens(started(FIRST));
      await world.happens(confirmed(STEP));
      const [begun, on] = await positions();
      expect(await world.read({ position: begun! })).toMatchObject({ status: 'pending', at: minute(0) });
      expect(await world.read({ position: on! - 1 })).toMatchObject({ status: 'pending' });
      expect(await world.read({ position: on! })).toMatchObject({ status: 'on', at: minute(1) });
    });

    it('tells at a position what was true when the account’s last event happened, of 2FA or not', async () => {
      await world.happens(started(FIRST));
      for (const wrong of wrongCodes(4)) await world.happens(wrong);
      const [fifth] = wrongCodes(5).slice(4);
      await world.happens(fifth!, lockedEvent(minute(7), 5));
      world.clock.advance({ seconds: 3_600 });
      await world.somethingElse();
      expect(await world.read({ position: await stores.eventStore.head() })).toMatchObject({
        at: minute(66),
        status: 'off',
        since: minute(10),
        enrollmentExpiresAt: null,
        failures: 5,
        lockedUntil: null,
      });
      const there = await positions();
      expect(await world.read({ position: there.at(-1)! })).toMatchObject({
        at: minute(5),
        status: 'pending',
        lockedUntil: minute(7),
      });
    });

    it('tells the reason of a reset, and that 2FA moved to another authenticator', async () => {
      await world.happens(started(FIRST));
      await world.happens(confirmed(STEP));
      await world.happens(codeAccepted(STEP + 4, 'replaceEnrollment'), started(SECOND));
      await world.happens(confirmed(STEP + 6, SECOND));
      await world.happens(wasReset(await world.sealedReason('Lost at sea')));
      expect(await at(2)).toMatchObject({ status: 'on', since: minute(1) });
      expect(await at(3)).toMatchObject({ status: 'on', since: minute(3) });
      expect(await at(4)).toMatchObject({ status: 'off', decidedBy: { resetReason: 'Lost at sea' } });
    });

    it('tells since when 2FA was on, however often it was used before and after it moved', async () => {
      const signsIn = async (times: number, enrollmentId: string) => {
        for (let time = 0; time < times; time++)
          await world.happens(codeAccepted(STEP, 'signIn', enrollmentId));
      };
      await world.happens(started(FIRST));
      await world.happens(confirmed(STEP));
      await signsIn(20, FIRST);
      await world.happens(codeAccepted(STEP, 'replaceEnrollment'), started(SECOND));
      await world.happens(
        confirmed(STEP, SECOND),
        codesIssued('confirmEnrollment', { enrollmentId: SECOND }),
      );
      await signsIn(20, SECOND);
      for (const number of [1, 9, 22]) expect(await at(number)).toMatchObject({ since: minute(1) });
      for (const number of [23, 24, 43]) expect(await at(number)).toMatchObject({ since: minute(23) });
    });

    it('tells of an instant the clock showed twice what was true the last time, and where the other was', async () => {
      await world.happens(started(FIRST));
      await world.happens(confirmed(STEP));
      world.clock.advance({ seconds: -90 });
      await world.happens(codeAccepted(STEP + 4, 'signIn'));
      const [begun, , used] = await streamOf(stores.eventStore, world);
      expect(used!.metadata['clockSetBackAt']).toBe(2);
      expect(await at(0.6)).toMatchObject({
        status: 'on',
        since: minute(1),
        lastEvent: { id: used!.id },
        otherPositions: [begun!.position],
      });
      expect(await world.read({ position: begun!.position })).toMatchObject({ status: 'pending' });
    });

    it('tells what had happened by an instant when the clock was put back between registration and 2FA', async () => {
      world.clock.advance({ seconds: -3_600 });
      await world.happens(started(FIRST));
      await world.happens(confirmed(STEP));
      expect(await at(-60.5)).toEqual({ kind: 'notYet', registeredAt: NOW });
      expect(await at(-59.5)).toMatchObject({ status: 'pending', since: minute(-60) });
      expect(await at(-58)).toMatchObject({ status: 'on', since: minute(-59) });
      world.clock.advance({ seconds: 3_600 });
      expect(await at(0)).toMatchObject({ status: 'on', since: minute(-59) });
    });

    it('tells of no account before it was registered, and of nothing that is yet to come', async () => {
      await world.happens(started(FIRST));
      expect(await at(-1)).toEqual({ kind: 'notYet', registeredAt: NOW });
      expect(await world.read({ position: 0 })).toEqual({ kind: 'notYet', registeredAt: NOW });
      expect(await at(2)).toEqual({ kind: 'future' });
      const head = await stores.eventStore.head();
      expect(await world.read({ position: head })).toMatchObject({ status: 'pending' });
      expect(await world.read({ position: head + 1 })).toEqual({ kind: 'future' });
    });

    it('tells the past before an event that cannot be read, and not the state with it', async () => {
      await world.happens(started(FIRST));
      await put(newEvent('TwoFactorTransferred', {}, { ...BY_THE_SYSTEM, at: minute(0.5).toISOString() }));
      expect(await at(0.4)).toMatchObject({ status: 'pending' });
      await expect(at(0.5)).rejects.toMatchObject({ code: 'UNREADABLE_EVENT' });
    });
  });
}

function streamOf(store: EventStore, { accountId }: PastWorld) {
  return store.readStream(twoFactorStream(accountId), { limit: 100 });
}
