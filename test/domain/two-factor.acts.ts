import fc from 'fast-check';
import { timeStep } from '../../src/two-factor/totp.js';
import type { TwoFactorEvent } from '../../src/two-factor/two-factor.events.js';
import { enrollmentUnderWay, type TwoFactorState } from '../../src/two-factor/two-factor.state.js';
import { lives } from './two-factor.lives.js';
import { DRIFT, live, type Act, type Code } from './two-factor.world.js';

/** Asserts what holds in every life of an account, whatever is tried and however its clock runs. */
export function inEveryLife(holds: (acts: readonly Act[]) => void): void {
  fc.assert(
    fc.property(lives, (commands) => {
      holds(live(commands));
    }),
    { numRuns: 300 },
  );
}

export const eventsOf = (acts: readonly Act[]) => acts.flatMap(({ decision }) => decision.events);

/** The enrollment that protects the account. */
export const protectedBy = ({ factor }: TwoFactorState) =>
  factor.status === 'on' ? factor.enrollmentId : null;

/** The enrollment a code may confirm. */
export const confirmable = ({ factor }: TwoFactorState) => enrollmentUnderWay(factor)?.enrollmentId ?? null;

/** The code an event says was accepted. */
export function spent(event: TwoFactorEvent): readonly Code[] {
  switch (event.type) {
    case 'TwoFactorEnrollmentConfirmed':
    case 'TwoFactorCodeAccepted':
      return [event.data];
    case 'TwoFactorDisabled':
      return event.data.step === null ? [] : [{ ...event.data, step: event.data.step }];
    default:
      return [];
  }
}

/** Whether the code is what an authenticator with the secret that is asked for shows about now. */
export function isRight({ command, code, before, now }: Act): boolean {
  const asked = command.do === 'confirm' ? confirmable(before) : protectedBy(before);
  return code?.enrollmentId === asked && Math.abs(code.step - timeStep(now)) <= DRIFT;
}

/** Whether the act got as far as asking for the code. */
export function isAsked({ command, before, now }: Act): boolean {
  switch (command.do) {
    case 'start':
    case 'disable':
      return command.passwordMatched && protectedBy(before) !== null;
    case 'confirm':
      return command.back === 0 && now < new Date(enrollmentUnderWay(before.factor)?.expiresAt ?? 0);
    case 'answer':
      return (
        !command.challengeExpired &&
        command.back === 0 &&
        protectedBy(before) !== null &&
        confirmable(before) === null
      );
    default:
      return false;
  }
}

/** Whether the event is the judgement of a code. */
export function isVerdict({ type, data }: TwoFactorEvent): boolean {
  return type === 'TwoFactorCodeRejected' && ['wrong', 'clockOff', 'alreadyUsed'].includes(data.reason);
}

/** Whether the event begins a lock. */
export function isLock(event: TwoFactorEvent): event is Extract<TwoFactorEvent, { type: 'TwoFactorLocked' }> {
  return event.type === 'TwoFactorLocked';
}

/** Whether the event counts as a failure. */
export function counts({ type, data }: TwoFactorEvent): boolean {
  return type === 'TwoFactorCodeRejected' && (data.reason === 'wrong' || data.reason === 'clockOff');
}

/** Whether the event ends all locks: a right code, or the end of 2FA. */
export function forgives(event: TwoFactorEvent): boolean {
  return spent(event).length > 0 || event.type === 'TwoFactorReset';
}
