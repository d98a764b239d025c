import { decode } from '../event-store/codec.js';
import type { RecordedEvent } from '../event-store/event-store.js';
import { namesOf } from '../event-store/stream-name.js';
import { unreachable } from '../event-store/decider.js';
import type { Change, Projection } from '../projections/projection.js';
import { twoFactorEvents } from '../two-factor/two-factor.events.js';
import { accountEvents, usernameEvents } from './account.events.js';

/**
 * One row an account: who it is (sealed), and its 2FA state. A row whose `registered_at` is empty
 * is a registration that never came to an end, or an account that was erased.
 */
export const accountsProjection: Projection = {
  name: 'accounts',
  version: 3,
  streams: ['username-', 'account-', 'twoFactor-'],
  table: {
    name: 'accounts',
    key: 'id',
    columns: {
      name_id: 'text',
      sealed_username: 'text',
      registered_at: 'text',
      /** Position of the registration: the order accounts are listed in. */
      registered_position: 'integer',
      two_factor: 'text',
      two_factor_since: 'text',
      enrollment_expires_at: 'text',
      /** Empty also while 2FA is on, when it was confirmed before there were recovery codes. */
      recovery_codes_left: 'integer',
      /** Position of the erasure, which empties the columns before. */
      erased_position: 'integer',
    },
    indexes: [
      ['name_id'],
      ['erased_position'],
      ['registered_position'],
      ['two_factor', 'registered_position'],
    ],
  },
  apply: (event) => {
    const { category, id } = namesOf(event.stream);
    switch (category) {
      case 'username':
        return { key: decode(usernameEvents, event).data.accountId, set: { name_id: id } };
      case 'account':
        return applyAccount(id, event);
      case 'twoFactor':
        return applyTwoFactor(id, event);
      default:
        throw new TypeError(`Not a stream of this projection: ${event.stream}`);
    }
  },
};

const NOTHING_KNOWN = {
  name_id: null,
  sealed_username: null,
  registered_at: null,
  registered_position: null,
  two_factor: null,
  two_factor_since: null,
  enrollment_expires_at: null,
  recovery_codes_left: null,
} as const;

/** Nothing is under way, and recovery codes from before are worth nothing. */
const SETTLED = { enrollment_expires_at: null, recovery_codes_left: null } as const;

function applyAccount(key: string, recorded: RecordedEvent): Change | undefined {
  const event = decode(accountEvents, recorded);
  switch (event.type) {
    case 'AccountRegistered':
      return {
        key,
        set: {
          sealed_username: event.data.sealedUsername,
          registered_at: event.metadata.at,
          registered_position: event.position,
          two_factor: 'off',
          two_factor_since: event.metadata.at,
        },
      };
    case 'RegistrationAbandoned':
    case 'AccountPasswordChanged':
    case 'AccountPasswordResetStarted':
    case 'AccountSignedInFromNewNetwork':
    case 'AccountSessionsEnded':
      return undefined;
    case 'AccountErased':
      return { key, set: { ...NOTHING_KNOWN, erased_position: event.position } };
    default:
      return unreachable(event);
  }
}

function applyTwoFactor(key: string, recorded: RecordedEvent): Change | undefined {
  const event = decode(twoFactorEvents, recorded);
  const { at } = event.metadata;
  switch (event.type) {
    case 'TwoFactorEnrollmentStarted':
      return { key, set: { enrollment_expires_at: event.data.expiresAt } };
    case 'TwoFactorEnrollmentConfirmed':
      return { key, set: { ...SETTLED, two_factor: 'on', two_factor_since: at } };
    case 'TwoFactorDisabled':
    case 'TwoFactorReset':
      return { key, set: { ...SETTLED, two_factor: 'off', two_factor_since: at } };
    case 'TwoFactorRecoveryCodesIssued':
      return { key, set: { recovery_codes_left: event.data.count } };
    case 'TwoFactorRecoveryCodeUsed':
      return { key, set: { recovery_codes_left: event.data.remaining } };
    case 'TwoFactorCodeAccepted':
    case 'TwoFactorCodeRejected':
    case 'TwoFactorLocked':
      return undefined;
    default:
      return unreachable(event);
  }
}
