import { accountEvents } from '../accounts/account.events.js';
import { decode } from '../event-store/codec.js';
import { LOG_START, type RecordedEvent } from '../event-store/event-store.js';
import { twoFactorEvents } from '../two-factor/two-factor.events.js';

/** The streams that tell how many accounts there are, and how many have 2FA on. */
export const ADOPTION_STREAMS = ['account-', 'twoFactor-'] as const;

/** What happened on one day. */
interface Happened {
  registered: number;
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

const NOTHING: Readonly<Happened> = { registered: 0, turnedOn: 0, turnedOff: 0 };
const DAY_MS = 86_400_000;

/**
 * How 2FA was taken up, counted event by event in the order of the log. Moving 2FA to
 * another authenticator turns nothing on; taking an unconfirmed enrollment away turns nothing off.
 */
export class Adoption {
  /** How far into the log it has counted. */
  position = LOG_START;
  private readonly days = new Map<number, Happened>();
  /** Streams of the accounts that have 2FA on. */
  private readonly on = new Set<string>();

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
    const add = ({ registered, turnedOn, turnedOff }: Happened) => {
      accounts += registered;
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
    const { type, metadata } = decode(accountEvents, recorded);
    if (type === 'AccountRegistered') this.dayOf(metadata.at).registered++;
  }

  private applyTwoFactor(recorded: RecordedEvent): void {
    const { type, stream, metadata } = decode(twoFactorEvents, recorded);
    switch (type) {
      case 'TwoFactorEnrollmentConfirmed':
        if (this.on.has(stream)) return;
        this.on.add(stream);
        this.dayOf(metadata.at).turnedOn++;
        return;
      case 'TwoFactorDisabled':
      case 'TwoFactorReset':
        if (this.on.delete(stream)) this.dayOf(metadata.at).turnedOff++;
        return;
      case 'TwoFactorEnrollmentStarted':
      case 'TwoFactorCodeAccepted':
      case 'TwoFactorCodeRejected':
      case 'TwoFactorLocked':
        return;
    }
  }

  private dayOf(at: string): Happened {
    const day = startOfDay(new Date(at));
    const happened = this.days.get(day) ?? { ...NOTHING };
    this.days.set(day, happened);
    return happened;
  }
}

/** Milliseconds since 1970 at which the day of an instant began, in UTC. */
function startOfDay(at: Date): number {
  return Math.floor(at.getTime() / DAY_MS) * DAY_MS;
}
