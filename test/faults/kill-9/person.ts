import { SystemClock } from '../../../src/clock.js';
import { codeAt, timeStep } from '../../../src/two-factor/totp.js';
import { ClientElsewhere } from '../../support/client-elsewhere.js';
import type { Client } from '../../support/client.js';

export type Act = 'register' | 'signIn' | 'startEnrollment' | 'confirm' | 'answer' | 'disable';

/** A change that was acknowledged, as it has to stand in the log. */
export interface Acknowledged {
  readonly stream: string;
  readonly type: string;
  readonly enrollmentId: string | undefined;
  /** The time step of the code it took. */
  readonly step: number | undefined;
}

export interface Secret {
  readonly enrollmentId: string;
  readonly secret: string;
}
type Factor = { readonly status: 'off' } | ({ readonly status: 'pending' | 'on' } & Secret);

/** The time step it is, for the authenticator and the service: both go by this machine's clock. */
const now = () => timeStep(new Date());

let people = 0;

/**
 * What the service is told: all are where they say they are, and nothing runs out of time, however long a busy
 * machine takes over all of it, since that would be another test.
 */
export const SETTINGS = { TRUSTED_PROXIES: '127.0.0.1', CHALLENGE_TTL: '3600', ENROLLMENT_TTL: '3600' };

/**
 * An account as its owner knows it: what was acknowledged, and the one act, if any, that
 * was sent and not answered.
 */
export class Person {
  client: Client;
  accountId: string | undefined;
  factor: Factor = { status: 'off' };
  challenge: string | undefined;
  doubt: { readonly act: Act; readonly step: number } | undefined;
  /** Tokens of acknowledged sessions that nothing has ended. */
  sessions = new Set<string>();
  /** Tokens of sessions that an acknowledged confirmation has ended. */
  readonly ended = new Set<string>();
  /** Steps whose codes are known to have been accepted. */
  spent: number[] = [];
  /** The last step a code was sent of. */
  lastStep = -1;
  readonly acknowledged: Acknowledged[] = [];
  /** Each has a client network of their own: what is cut off for one costs no other a try. */
  private readonly address = `198.18.${String(people >> 8)}.${String(people++ & 255)}`;

  constructor(
    readonly username: string,
    url: string,
  ) {
    this.client = this.clientAt(url);
  }

  get password(): string {
    return `correct horse battery staple of ${this.username}`;
  }

  /** The secret of the enrollment under way or confirmed. */
  get secret(): Secret {
    if (this.factor.status === 'off') throw new Error(`${this.username} has no secret`);
    return this.factor;
  }

  /** Goes on with the service at another address. */
  moveTo(url: string): void {
    this.client = this.clientAt(url, this.client.token);
  }

  private clientAt(url: string, token?: string): Client {
    const service = { urls: [url], clock: new SystemClock() };
    return new ClientElsewhere(service, { forwardedFor: this.address }, token);
  }

  /** What can be done now; nothing while every code of this time is spent. */
  possible(): readonly Act[] {
    if (this.accountId === undefined) return ['register'];
    if (this.client.token === undefined) return ['signIn'];
    if (this.factor.status === 'off') return ['signIn', 'startEnrollment', 'startEnrollment'];
    if (this.freshStep() > now() + 1) return [];
    if (this.factor.status === 'pending') return ['confirm'];
    return [this.challenge === undefined ? 'signIn' : 'answer', 'disable'];
  }

  code(step: number): string {
    return codeAt(this.secret.secret, step);
  }

  /** The next step whose code was never sent. */
  freshStep(): number {
    let step = Math.max(this.lastStep + 1, now() - 1);
    while (this.isAmbiguous(step)) step++;
    return step;
  }

  /** Whether the code of a step, sent now, is within the drift window. */
  isInTime(step: number): boolean {
    return Math.abs(step - now()) <= 1 && !this.isAmbiguous(step);
  }

  keepAcknowledged(category: 'account' | 'twoFactor', type: string, step?: number): void {
    const enrollmentId = this.factor.status === 'off' ? undefined : this.factor.enrollmentId;
    this.acknowledged.push({ stream: `${category}-${this.accountId!}`, type, enrollmentId, step });
  }

  /** Whether a step near by has the same code: once in some hundred thousand. */
  private isAmbiguous(step: number): boolean {
    return [-3, -2, -1, 1, 2, 3].some((offset) => this.code(step + offset) === this.code(step));
  }
}
