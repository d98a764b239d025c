import fc from 'fast-check';
import { addUp } from '../../src/event-store/decider.js';
import { NO_STREAM } from '../../src/event-store/event-store.js';
import type { CodeCheck, TotpCheck } from '../../src/two-factor/code.policy.js';
import { DEFAULT_LOCK_POLICY, waitAfter } from '../../src/two-factor/lock.policy.js';
import { regenerate } from '../../src/two-factor/recovery-codes.decider.js';
import { timeStep } from '../../src/two-factor/totp.js';
import {
  answerChallenge,
  confirmEnrollment,
  disable,
  proveFully,
  startEnrollment,
} from '../../src/two-factor/two-factor.decider.js';
import type { TwoFactorEvent } from '../../src/two-factor/two-factor.events.js';
import { enrollmentUnderWay, twoFactor } from '../../src/two-factor/two-factor.state.js';
import { NOW } from '../support/facts.js';
import { circumstances, LIFETIME_SECONDS, sealedSecretOf, secondsFrom } from './two-factor.facts.js';

/** What somebody types in: a recovery code of the newest set or one before, a right code, or nothing of use. */
type Given = { readonly set: number; readonly index: number } | 'code' | 'wrong';
type Door = 'answer' | 'disable' | 'move' | 'change';
type Command =
  | { readonly do: Door; readonly given: Given }
  | { readonly do: 'confirm' | 'regenerate'; readonly right: boolean }
  | { readonly do: 'wait'; readonly seconds: number };

/** A thing that was tried: what came of it, and the set that counted then. */
interface Act {
  readonly command: Command;
  readonly now: Date;
  readonly newestSet: number;
  readonly failuresBefore: number;
  readonly events: readonly TwoFactorEvent[];
}

/** Sets are numbered; a model code is a place in one of them. */
class World {
  private now = NOW;
  private state = twoFactor.initial;
  private revision = NO_STREAM;
  /** The revision each was issued at. */
  private readonly sets: number[] = [];
  private enrollments = 0;

  live(commands: readonly Command[]): readonly Act[] {
    return commands.flatMap((command) => this.take(command));
  }

  private take(command: Command): readonly Act[] {
    if (command.do === 'wait') {
      this.now = secondsFrom(command.seconds, this.now);
      return [];
    }
    const [newestSet, failuresBefore] = [this.sets.length, this.state.failures];
    const { events } = this.decide(command);
    this.state = addUp(twoFactor, { state: this.state, revision: this.revision }, events);
    for (const { type } of events) {
      this.revision++;
      if (type === 'TwoFactorRecoveryCodesIssued') this.sets.push(this.revision);
    }
    return [{ command, now: this.now, newestSet, failuresBefore, events }];
  }

  private decide(command: Exclude<Command, { do: 'wait' }>) {
    const { state } = this;
    const facts = circumstances(this.now);
    const recoveryCodes = { sealedCodes: `v1.set-${String(this.sets.length + 1)}`, count: 3 };
    const passwordMatched = true;
    switch (command.do) {
      case 'confirm': {
        const underWay = enrollmentUnderWay(state.factor);
        const check = underWay && this.totp(command.right);
        const enrollmentId = underWay?.enrollmentId ?? 'none';
        return confirmEnrollment(state, { ...facts, enrollmentId, check, recoveryCodes });
      }
      case 'regenerate': {
        const check = state.factor.status === 'on' ? this.totp(command.right) : null;
        return regenerate(state, { ...facts, passwordMatched, check, recoveryCodes });
      }
      case 'move': {
        const enrollmentId = `019ca963-1800-7000-8000-${String(++this.enrollments).padStart(12, '0')}`;
        const enrollment = { enrollmentId, sealedSecret: sealedSecretOf(enrollmentId) };
        const check = this.check(command.given);
        const lifetimeSeconds = LIFETIME_SECONDS;
        return startEnrollment(state, { ...facts, passwordMatched, enrollment, lifetimeSeconds, check });
      }
      case 'answer': {
        const enrollmentId = state.factor.status === 'on' ? state.factor.enrollmentId : 'none';
        const challenge = { enrollmentId, challengeExpired: false, passwordChanged: false };
        return answerChallenge(state, { ...facts, ...challenge, check: this.check(command.given) });
      }
      case 'disable':
        return disable(state, { ...facts, passwordMatched, check: this.check(command.given) });
      case 'change':
        return proveFully(state, { ...facts, purpose: 'changePassword', check: this.check(command.given) });
    }
  }

  private totp(right: boolean): TotpCheck {
    return right ? { kind: 'matched', step: timeStep(this.now) } : { kind: 'wrong' };
  }

  /** As the service looks codes up: in the set that counts now. */
  private check(given: Given): CodeCheck | null {
    const { factor } = this.state;
    if (factor.status !== 'on') return null;
    if (given === 'code' || given === 'wrong') return this.totp(given === 'code');
    const isOfSet = factor.recovery?.revision === this.sets.at(-1 - given.set);
    return isOfSet ? { kind: 'recovered', index: given.index } : { kind: 'wrong' };
  }
}

const given: fc.Arbitrary<Given> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ set: fc.constantFrom(0, 0, 0, 1, 2), index: fc.nat({ max: 2 }) }),
  },
  { weight: 2, arbitrary: fc.constant('code' as const) },
  { weight: 1, arbitrary: fc.constant('wrong' as const) },
);
const right = fc.constantFrom(true, true, true, false);
const door = fc.constantFrom<Door>('answer', 'answer', 'answer', 'change', 'move', 'disable');
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ do: door, given }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('confirm' as const), right }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('regenerate' as const), right }) },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: fc.constantFrom(30, 60, 4_000) }),
  },
);
const TURNING_ON: readonly Command[] = [
  { do: 'move', given: 'code' },
  { do: 'confirm', right: true },
  { do: 'wait', seconds: 30 },
];
const lives = fc
  .array(command, { maxLength: 60, size: 'max' })
  .map((commands) => new World().live([...TURNING_ON, ...commands]));

const used = ({ type, data }: TwoFactorEvent) => (type === 'TwoFactorRecoveryCodeUsed' ? [data] : []);
const isVerdict = ({ type, data }: TwoFactorEvent) =>
  type === 'TwoFactorCodeRejected' && (data.reason === 'wrong' || data.reason === 'alreadyUsed');
const isRight = ({ type }: TwoFactorEvent) =>
  ['TwoFactorRecoveryCodeUsed', 'TwoFactorCodeAccepted', 'TwoFactorEnrollmentConfirmed'].includes(type) ||
  type === 'TwoFactorDisabled';

function inEveryLife(holds: (acts: readonly Act[]) => void): void {
  fc.assert(fc.property(lives, holds), { numRuns: 500 });
}

describe('Whatever is tried with recovery codes, in whatever order,', () => {
  it('none is accepted twice, nor one of a set that was replaced, nor another than was given', () => {
    inEveryLife((acts) => {
      const spent = new Set<string>();
      for (const { command, newestSet, events } of acts) {
        for (const { index } of events.flatMap(used)) {
          expect(command).toMatchObject({ given: { set: 0, index } });
          const code = `${String(newestSet)}/${String(index)}`;
          expect(spent).not.toContain(code);
          spent.add(code);
        }
      }
    });
  });

  it('as many are left as were not used', () => {
    inEveryLife((acts) => {
      let left = 0;
      for (const { type, data } of acts.flatMap(({ events }) => events)) {
        if (type === 'TwoFactorRecoveryCodesIssued') left = data.count;
        if (type === 'TwoFactorRecoveryCodeUsed') expect(data.remaining).toBe(--left);
      }
    });
  });

  it('a new set is made only by turning 2FA on, moving it, or with a code of the authenticator', () => {
    inEveryLife((acts) => {
      for (const { command, events } of acts)
        if (events.some(({ type }) => type === 'TwoFactorRecoveryCodesIssued'))
          expect(command).toMatchObject({ right: true });
    });
  });

  it('each failure counts, a used one too, and beyond the free ones begins a lock in which nothing is judged', () => {
    inEveryLife((acts) => {
      let locked = new Date(0);
      for (const { now, failuresBefore, events } of acts) {
        const rejected = events.find((event) => event.type === 'TwoFactorCodeRejected');
        const counted = rejected && rejected.data.failures > failuresBefore;
        if (now < locked) expect(events.filter((event) => isRight(event) || isVerdict(event))).toEqual([]);
        const wait = counted ? waitAfter(rejected.data.failures, DEFAULT_LOCK_POLICY) : 0;
        if (wait > 0) locked = secondsFrom(wait, now);
        if (events.some(isRight)) locked = new Date(0);
      }
    });
  });

  it('everything that can happen does', () => {
    const acts = fc.sample(lives, { numRuns: 300, seed: 1 }).flat();
    const purposes = acts.flatMap(({ events }) => events.flatMap(used)).map(({ purpose }) => purpose);
    expect(new Set(purposes)).toEqual(
      new Set(['signIn', 'disableTwoFactor', 'replaceEnrollment', 'changePassword']),
    );
    const rejections = acts.flatMap(({ events }) =>
      events.flatMap((event) => (event.type === 'TwoFactorCodeRejected' ? [event.data.reason] : [])),
    );
    expect(rejections).toEqual(expect.arrayContaining(['wrong', 'alreadyUsed']));
    expect(Math.max(...acts.map(({ newestSet }) => newestSet))).toBeGreaterThan(2);
  });
});
