import { decode, metadataOf } from '../event-store/codec.js';
import type { RecordedEvent } from '../event-store/event-store.js';
import { namesOf } from '../event-store/stream-name.js';
import { twoFactorEvents } from '../two-factor/two-factor.events.js';

/** What an owner is told of. The names are part of the webhook: they may be added to, never changed. */
type NotificationType =
  | 'account.newSignIn'
  | 'account.passwordChanged'
  | 'account.passwordResetStarted'
  | 'twoFactor.turnedOn'
  | 'twoFactor.moved'
  | 'twoFactor.turnedOff'
  | 'twoFactor.reset'
  | 'twoFactor.locked'
  | 'twoFactor.manyFailures'
  | 'twoFactor.recoveryCodesRegenerated'
  | 'twoFactor.recoveryCodeUsed';

/** Something the owner of an account should know. It holds nothing that is secret or names a person. */
export interface Notification {
  /** The id of the event it tells of: the same however often it is sent. */
  readonly id: string;
  readonly type: NotificationType;
  readonly accountId: string;
  /** When it happened: ISO 8601, UTC. */
  readonly at: string;
  readonly details: Readonly<Record<string, string | number>>;
}

/** Wrong codes in a row that are no slip of the finger any more; told again at every multiple of it. */
const MANY_FAILURES = 10;

type What = Pick<Notification, 'type'> & Partial<Pick<Notification, 'details'>>;

/** What the events that concern their owners are told as; all others are nobody's business. */
const TOLD: Readonly<
  Record<string, (event: RecordedEvent, wasOn: () => Promise<boolean>) => What | undefined | Promise<What>>
> = {
  AccountSignedInFromNewNetwork: () => ({ type: 'account.newSignIn' }),
  AccountPasswordChanged: () => ({ type: 'account.passwordChanged' }),
  AccountPasswordResetStarted: () => ({ type: 'account.passwordResetStarted' }),
  TwoFactorEnrollmentConfirmed: async (_event, wasOn) => ({
    type: (await wasOn()) ? 'twoFactor.moved' : 'twoFactor.turnedOn',
  }),
  TwoFactorDisabled: () => ({ type: 'twoFactor.turnedOff' }),
  TwoFactorReset: () => ({ type: 'twoFactor.reset' }),
  TwoFactorLocked: (recorded) => {
    const event = decode(twoFactorEvents, recorded);
    if (event.type !== 'TwoFactorLocked') throw new TypeError('A lock was expected');
    const { failures, until } = event.data;
    const type = failures % MANY_FAILURES === 0 ? 'twoFactor.manyFailures' : 'twoFactor.locked';
    return { type, details: { failures, until } };
  },
  TwoFactorRecoveryCodesIssued: (recorded) => {
    const event = decode(twoFactorEvents, recorded);
    if (event.type !== 'TwoFactorRecoveryCodesIssued') throw new TypeError('Recovery codes were expected');
    const { purpose, count } = event.data;
    // Those that come with an enrollment are told with it.
    if (purpose === 'confirmEnrollment') return undefined;
    return { type: 'twoFactor.recoveryCodesRegenerated', details: { remaining: count } };
  },
  TwoFactorRecoveryCodeUsed: (recorded) => {
    const event = decode(twoFactorEvents, recorded);
    if (event.type !== 'TwoFactorRecoveryCodeUsed') throw new TypeError('A recovery code was expected');
    const { purpose, remaining } = event.data;
    return { type: 'twoFactor.recoveryCodeUsed', details: { purpose, remaining } };
  },
};

/**
 * What the owner of the account is told of an event, if anything.
 * @param wasOn whether 2FA was on before the event
 * @throws {UnreadableEvent}
 */
export async function notificationOf(
  event: RecordedEvent,
  wasOn: () => Promise<boolean>,
): Promise<Notification | undefined> {
  const tell = Object.hasOwn(TOLD, event.type) ? TOLD[event.type] : undefined;
  if (!tell) return undefined;
  const { at } = metadataOf(event);
  const { id: accountId } = namesOf(event.stream);
  const what = await tell(event, wasOn);
  return what && { id: event.id, accountId, at, details: {}, ...what };
}
