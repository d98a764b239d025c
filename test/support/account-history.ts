import type { AccountEvent, UsernameEvent } from '../../src/accounts/account.events.js';
import { NO_STREAM, type EventStore, type NewEvent } from '../../src/event-store/event-store.js';
import type { TwoFactorEvent } from '../../src/two-factor/two-factor.events.js';
import { NOW } from './facts.js';
import { BY_THE_SYSTEM, newEvent } from './new-events.js';

/** An event, and the stream it happens in. */
export interface Happening {
  readonly stream: string;
  readonly event: NewEvent;
}

/** The id of the account with a number, from 0. */
export function accountId(number: number): string {
  return `019ca963-1800-7000-9000-${String(number).padStart(12, '0')}`;
}

/** Stands for the blind index of the account's username. */
export function nameId(account: string): string {
  return `name-of-${account}`;
}

export function sealedUsername(account: string): string {
  return `v1.sealed-name-of-${account}`;
}

/** A name is claimed for the account. */
export function claimed(account: string, at = NOW): Happening {
  return happening(
    `username-${nameId(account)}`,
    { type: 'UsernameClaimed', data: { accountId: account, claimedAt: at.toISOString() } },
    at,
  );
}

/** The account is registered, under the name it claimed. */
export function registered(account: string, at = NOW): readonly Happening[] {
  const data = { sealedUsername: sealedUsername(account), sealedPasswordHash: 'v1.sealed-hash' };
  return [claimed(account, at), happening(`account-${account}`, { type: 'AccountRegistered', data }, at)];
}

/** The account is erased. */
export function erased(account: string, at = NOW): Happening {
  return happening(`account-${account}`, { type: 'AccountErased', data: {} }, at);
}

/** Something happens to the second factor of the account. */
export function happensTo(account: string, event: TwoFactorEvent, at = NOW): Happening {
  return happening(twoFactorStream(account), event, at);
}

/** An event of the second factor that this service does not know. */
export function unknownToUs(account: string): Happening {
  return { stream: twoFactorStream(account), event: newEvent('TwoFactorTransferred', { to: 'the future' }) };
}

/** An event of the second factor whose data is not what its type says. */
export function brokenAt(account: string): Happening {
  return {
    stream: twoFactorStream(account),
    event: newEvent('TwoFactorEnrollmentConfirmed', { enrollmentId: 'none', step: -1 }),
  };
}

export function twoFactorStream(account: string): string {
  return `twoFactor-${account}`;
}

/** Appends what happened, in order. */
export async function record(store: EventStore, happenings: readonly Happening[]): Promise<void> {
  for (const { stream, event } of happenings) {
    const [newest] = await store.readStream(stream, { direction: 'backwards', limit: 1 });
    await store.append(stream, newest?.revision ?? NO_STREAM, [event]);
  }
}

function happening(
  stream: string,
  { type, data }: AccountEvent | UsernameEvent | TwoFactorEvent,
  at: Date,
): Happening {
  return { stream, event: newEvent(type, data, { ...BY_THE_SYSTEM, at: at.toISOString() }) };
}
