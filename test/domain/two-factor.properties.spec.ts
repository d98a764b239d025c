import fc from 'fast-check';
import { decode } from '../../src/event-store/codec.js';
import { toAppend } from '../../src/event-store/decisions.js';
import { NO_STREAM, type RecordedEvent } from '../../src/event-store/event-store.js';
import { twoFactor } from '../../src/two-factor/two-factor.state.js';
import { ORIGIN } from '../support/facts.js';
import {
  confirmable,
  eventsOf,
  inEveryLife,
  isAsked,
  isRight,
  protectedBy,
  spent,
} from './two-factor.acts.js';
import { lives } from './two-factor.lives.js';
import { live } from './two-factor.world.js';
import { MACS } from '../support/macs.js';

describe('Whatever is tried, in whatever order, and however the clock runs,', () => {
  it('no code is accepted twice', () => {
    inEveryLife((acts) => {
      const codes = eventsOf(acts).flatMap(spent);
      expect(new Set(codes.map(({ enrollmentId, step }) => `${enrollmentId}@${String(step)}`)).size).toBe(
        codes.length,
      );
    });
  });

  it('the accepted steps of an enrollment only increase', () => {
    inEveryLife((acts) => {
      const last = new Map<string, number>();
      for (const { enrollmentId, step } of eventsOf(acts).flatMap(spent)) {
        expect(step).toBeGreaterThan(last.get(enrollmentId) ?? -1);
        last.set(enrollmentId, step);
      }
    });
  });

  it('a code is accepted only when it is right, and is the one that was typed in', () => {
    inEveryLife((acts) => {
      for (const act of acts) {
        for (const { enrollmentId, step } of act.decision.events.flatMap(spent)) {
          expect(isRight(act)).toBe(true);
          expect({ enrollmentId, step }).toEqual(act.code);
        }
      }
    });
  });

  it('what asks for a code and is granted spends that code', () => {
    inEveryLife((acts) => {
      for (const act of acts.filter((it) => isAsked(it) && it.decision.kind === 'accepted')) {
        const codes = act.decision.events.flatMap(spent);
        expect(codes.map(({ enrollmentId, step }) => ({ enrollmentId, step }))).toEqual([act.code]);
      }
    });
  });

  it('2FA is on only once a code of that very enrollment confirmed it in time', () => {
    inEveryLife((acts) => {
      const expiries = new Map<string, Date>();
      for (const act of acts) {
        for (const { type, data } of act.decision.events) {
          if (type === 'TwoFactorEnrollmentStarted')
            expiries.set(data.enrollmentId, new Date(data.expiresAt));
        }
        const on = protectedBy(act.after);
        if (on === null || on === protectedBy(act.before)) continue;
        expect(act.command.do).toBe('confirm');
        expect(act.code?.enrollmentId).toBe(on);
        expect(isRight(act)).toBe(true);
        expect(act.now.getTime()).toBeLessThan(expiries.get(on)?.getTime() ?? 0);
      }
    });
  });

  it('2FA is off again only with password and code, or by a reset', () => {
    inEveryLife((acts) => {
      for (const act of acts) {
        if (protectedBy(act.before) === null || act.after.factor.status === 'on') continue;
        if (act.command.do === 'reset') continue;
        expect(act.command).toMatchObject({ do: 'disable', passwordMatched: true });
        expect(isRight(act)).toBe(true);
      }
    });
  });

  it('an enrollment is started only with the password, and while 2FA is on with a code', () => {
    inEveryLife((acts) => {
      for (const act of acts) {
        if (!act.decision.events.some(({ type }) => type === 'TwoFactorEnrollmentStarted')) continue;
        expect(act.command).toMatchObject({ do: 'start', passwordMatched: true });
        expect(protectedBy(act.before) === null || isRight(act)).toBe(true);
      }
    });
  });

  it('what was superseded, replaced, disabled or reset opens nothing any more', () => {
    inEveryLife((acts) => {
      const dead = new Set<string>();
      for (const { before, after, decision } of acts) {
        for (const { enrollmentId } of decision.events.flatMap(spent))
          expect(dead).not.toContain(enrollmentId);
        const alive = [protectedBy(after), confirmable(after)];
        for (const id of [protectedBy(before), confirmable(before)]) {
          if (id !== null && !alive.includes(id)) dead.add(id);
        }
      }
    });
  });

  it('the state an event carries is what all events up to it add up to', () => {
    inEveryLife((acts) => {
      let folded = twoFactor.initial;
      for (const { before, decision, now } of acts) {
        const end = { stream: 'twoFactor-1', state: before, revision: NO_STREAM, newest: undefined };
        const appended = toAppend(twoFactor, end, decision.events, { origin: ORIGIN, now, macs: MACS });
        const stored = JSON.parse(JSON.stringify(appended)) as readonly RecordedEvent[];
        const decoded = stored.map((event) => decode(twoFactor.catalogue, event));
        folded = decoded.reduce(twoFactor.evolve, folded);
        const carried = stored.map(({ metadata }) => metadata['state']);
        const none = carried.slice(1).map(() => undefined);
        const state = { version: twoFactor.stateVersion, value: folded };
        expect(carried).toEqual(stored.length === 0 ? [] : [...none, state]);
      }
    });
  });
});

describe('The lives that are tried', () => {
  it('reach everything that can happen', () => {
    const acts = fc.sample(lives, { numRuns: 300, seed: 1 }).flatMap(live);
    const reached = new Set([
      ...eventsOf(acts).map(({ type, data }) => (type === 'TwoFactorCodeRejected' ? data.reason : type)),
      ...acts.map(({ decision }) => (decision.kind === 'refused' ? decision.reason.code : 'accepted')),
    ]);
    expect([...reached].sort()).toEqual(
      [
        ...['TwoFactorEnrollmentStarted', 'TwoFactorEnrollmentConfirmed', 'TwoFactorCodeAccepted'],
        'TwoFactorRecoveryCodesIssued',
        ...['TwoFactorLocked', 'TwoFactorDisabled', 'TwoFactorReset', 'accepted', 'codeRefused', 'locked'],
        ...['wrong', 'clockOff', 'alreadyUsed', 'challengeExpired', 'challengeVoid', 'passwordRefused'],
        ...['enrollmentExpired', 'enrollmentSuperseded', 'enrollmentNotFound', 'alreadyConfirmed'],
        ...['codeRequired', 'notOn'],
      ].sort(),
    );
  });
});
