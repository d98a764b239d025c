import { accountEvents } from '../accounts/account.events.js';
import { decode } from '../event-store/codec.js';
import { LOG_START, type RecordedEvent } from '../event-store/event-store.js';
import { namesOf } from '../event-store/stream-name.js';
import { twoFactorEvents } from '../two-factor/two-factor.events.js';

/** The streams that tell how many accounts there are, and how many have 2FA on. */
export const ADOPTION_STREAMS = ['account-', 'twoFactor-'] as const;

/** What happened on one day. */
interface Happened {
  registered: number;
  erased: number;
  turnedOn: number;
  turnedOff: number;
}

/** A day (UTC): what happened on it, and what was true at its end. */
export interface AdoptionDay {
  readonly day: Date;
  readonly accounts: number;
  readonly withTwoFactor: number;
  readonly turnedOn: number;
  readonly turnedOff: number;
}

const NOTHING: Readonly<Happened> = { registered: 0, erased: 0, turnedOn: 0, turnedOff: 0 };
const DAY_MS = 86_400_000;

/**
 * How 2FA was taken up, counted event by event in the order of the log. Moving 2FA to
 * another authenticator turns nothing on; taking an unconfirmed enrollment away turns nothing off;
 * erasing an account that has it on does.
 */
export class Adoption {
  /** How far into the log it has counted. */
  position = LOG_START;
  private readonly days = new Map<number, Happened>();
  /** The day on which something was last counted, by account: a clock may have been put back since. */
  private readonly lastDays = new Map<string, number>();
  /** Accounts that have 2FA on. */
  private readonly on = new Set<string>();
  /** A request that was under way while its account was erased may still turn 2FA on, for nobody. */
  private readonly erased = new Set<string>();

  /** Counts an event of one of its streams that comes after all it has counted. */
  apply(event: RecordedEvent): void {
    if (event.stream.startsWith('account-')) this.applyAccount(event);
    else this.applyTwoFactor(event);
    this.position = event.position;
  }

  /** The first day on which anything happened. */
  get firstDay(): Date | null {
    return this.days.size === 0 ? null : new Date(Math.min(...this.days.keys()));
  }

  /** Every day from that of `from`, while it begins before `until`. */
  between(from: Date, until: Date): readonly AdoptionDay[] {
    const first = startOfDay(from);
    let [accounts, withTwoFactor] = [0, 0];
    const add = ({ registered, erased, turnedOn, turnedOff }: Happened) => {
      accounts += registered - erased;
      withTwoFactor += turnedOn - turnedOff;
    };
    for (const [day, happened] of this.days) if (day < first) add(happened);
    const days: AdoptionDay[] = [];
    for (let day = first; day < until.getTime(); day += DAY_MS) {
      const happened = this.days.get(day) ?? NOTHING;
      add(happened);
      const { turnedOn, turnedOff } = happened;
      days.push({ day: new Date(day), accounts, withTwoFactor, turnedOn, turnedOff });
    }
    return days;
  }

  private applyAccount(recorded: RecordedEvent): void {
    const { type, stream, metadata } = decode(accountEvents, recorded);
    const { id } = namesOf(stream);
    switch (type) {
      case 'AccountRegistered':
        this.dayOf(id, metadata.at).registered++;
        return;
      case 'RegistrationAbandoned':
      case 'AccountPasswordChanged':
      case 'AccountPasswordResetStarted':
      case 'AccountSignedInFromNewNetwork':
      case 'AccountSessionsEnded':
        return;
      case 'AccountErased':
        this.dayOf(id, metadata.at).erased++;
        this.turnOff(id, metadata.at);
        this.erased.add(id);
        return;
    }
  }

  private applyTwoFactor(recorded: RecordedEvent): void {
    const { type, stream, metadata } = decode(twoFactorEvents, recorded);
    const { id } = namesOf(stream);
    switch (type) {
      case 'TwoFactorEnrollmentConfirmed':
        this.turnOn(id, metadata.at);
        return;
      case 'TwoFactorDisabled':
      case 'TwoFactorReset':
        this.turnOff(id, metadata.at);
        return;
      case 'TwoFactorEnrollmentStarted':
      case 'TwoFactorCodeAccepted':
      case 'TwoFactorCodeRejected':
      case 'TwoFactorRecoveryCodesIssued':
      case 'TwoFactorRecoveryCodeUsed':
      case 'TwoFactorLocked':
        return;
    }
  }

  private turnOn(accountId: string, at: string): void {
    if (this.on.has(accountId) || this.erased.has(accountId)) return;
    this.on.add(accountId);
    this.dayOf(accountId, at).turnedOn++;
  }

  private turnOff(accountId: string, at: string): void {
    if (this.on.delete(accountId)) this.dayOf(accountId, at).turnedOff++;
  }

  /** The day an event counts on: that of its time, but none before what was counted of its account already. */
  private dayOf(accountId: string, at: string): Happened {
    const day = Math.max(startOfDay(new Date(at)), this.lastDays.get(accountId) ?? -Infinity);
    this.lastDays.set(accountId, day);
    const happened = this.days.get(day) ?? { ...NOTHING };
    this.days.set(day, happened);
    return happened;
  }
}

/** Milliseconds since 1970 at which the day of an instant began, in UTC. */
function startOfDay(at: Date): number {
  return Math.floor(at.getTime() / DAY_MS) * DAY_MS;
}
