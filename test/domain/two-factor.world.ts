import type { Decision } from '../../src/event-store/decider.js';
import { timeStep } from '../../src/two-factor/totp.js';
import type { TotpCheck } from '../../src/two-factor/code.policy.js';
import {
  answerChallenge,
  confirmEnrollment,
  disable,
  reset,
  startEnrollment,
} from '../../src/two-factor/two-factor.decider.js';
import type { TwoFactorEvent } from '../../src/two-factor/two-factor.events.js';
import { enrollmentUnderWay, twoFactor, type TwoFactorState } from '../../src/two-factor/two-factor.state.js';
import { NOW } from '../support/facts.js';
import {
  circumstances,
  LIFETIME_SECONDS,
  SEALED_SET,
  sealedSecretOf,
  secondsFrom,
} from './two-factor.facts.js';

export const DRIFT = 1;

/** Someone tries something; enrollments are counted back from the newest. */
export type Command =
  | { readonly do: 'start'; readonly passwordMatched: boolean; readonly code: Show | null }
  | { readonly do: 'confirm'; readonly back: number; readonly code: Show }
  | { readonly do: 'answer'; readonly back: number; readonly challengeExpired: boolean; readonly code: Show }
  | { readonly do: 'disable'; readonly passwordMatched: boolean; readonly code: Show }
  | { readonly do: 'reset' }
  | { readonly do: 'wait'; readonly seconds: number };

/** What is typed in: a code an authenticator shows, now or some steps from now, or the last one accepted. */
export type Show = { readonly back: number; readonly offset: number } | 'again';

/** A code of a model authenticator: no two are alike. */
export interface Code {
  readonly enrollmentId: string;
  readonly step: number;
}

/** One command, and what came of it. */
export interface Act {
  readonly command: Command;
  readonly now: Date;
  readonly code: Code | null;
  readonly before: TwoFactorState;
  readonly decision: Decision<TwoFactorEvent, { readonly code: string }>;
  readonly after: TwoFactorState;
}

/** Lives a life: each command is decided on what the events before it add up to. */
export function live(commands: readonly Command[]): readonly Act[] {
  const world = new World();
  return commands.flatMap((command) => world.take(command));
}

class World {
  private now = NOW;
  private state = twoFactor.initial;
  private readonly enrollments: string[] = [];
  private lastAccepted: Code | null = null;

  take(command: Command): readonly Act[] {
    if (command.do === 'wait') {
      this.now = secondsFrom(command.seconds, this.now);
      return [];
    }
    const code = 'code' in command ? this.shown(command.code) : null;
    const before = this.state;
    const decision = this.decide(command, code);
    this.state = decision.events.reduce(twoFactor.evolve, before);
    if (decision.kind === 'accepted' && code) this.lastAccepted = code;
    for (const { type, data } of decision.events) {
      if (type === 'TwoFactorEnrollmentStarted') this.enrollments.push(data.enrollmentId);
    }
    return [{ command, now: this.now, code, before, decision, after: this.state }];
  }

  private shown(show: Show | null): Code | null {
    if (show === 'again') return this.lastAccepted;
    const enrollmentId = show && this.enrollments.at(-1 - show.back);
    return enrollmentId ? { enrollmentId, step: timeStep(this.now) + show.offset } : null;
  }

  private decide(command: Exclude<Command, { do: 'wait' }>, code: Code | null): Act['decision'] {
    const { state } = this;
    const facts = circumstances(this.now);
    const protection = state.factor.status === 'on' ? state.factor : null;
    switch (command.do) {
      case 'start': {
        const enrollmentId = `019ca963-1800-7000-8000-${String(this.enrollments.length).padStart(12, '0')}`;
        const enrollment = { enrollmentId, sealedSecret: sealedSecretOf(enrollmentId) };
        const check = command.code === null ? null : this.check(code, protection);
        const { passwordMatched } = command;
        return startEnrollment(state, {
          ...facts,
          passwordMatched,
          enrollment,
          check,
          lifetimeSeconds: LIFETIME_SECONDS,
        });
      }
      case 'confirm': {
        const check = this.check(code, enrollmentUnderWay(state.factor));
        const enrollmentId = this.enrollment(command.back);
        return confirmEnrollment(state, { ...facts, enrollmentId, check, recoveryCodes: SEALED_SET });
      }
      case 'answer': {
        const { challengeExpired } = command;
        const enrollmentId = this.enrollment(command.back);
        return answerChallenge(state, {
          ...facts,
          enrollmentId,
          challengeExpired,
          passwordChanged: false,
          check: this.check(code, protection),
        });
      }
      case 'disable': {
        const { passwordMatched } = command;
        return disable(state, { ...facts, passwordMatched, check: this.check(code, protection) });
      }
      case 'reset':
        return reset(state, { sealedReason: 'v1.sealed-reason' });
    }
  }

  private enrollment(back: number): string {
    return this.enrollments.at(-1 - back) ?? 'none';
  }

  /** What a code is worth against the secret that is asked for it. */
  private check(code: Code | null, protection: { readonly sealedSecret: string } | null): TotpCheck | null {
    if (!protection) return null;
    if (!code || sealedSecretOf(code.enrollmentId) !== protection.sealedSecret) return { kind: 'wrong' };
    const steps = code.step - timeStep(this.now);
    if (Math.abs(steps) <= DRIFT) return { kind: 'matched', step: code.step };
    return Math.abs(steps) <= 10 ? { kind: 'clockOff', steps } : { kind: 'wrong' };
  }
}
