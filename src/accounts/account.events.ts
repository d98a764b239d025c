import { z } from 'zod';
import { event, type EventOf } from '../event-store/codec.js';

/** The events of an `account-<accountId>` stream. Described for readers in docs/events.md. */
export const accountEvents = {
  AccountRegistered: event(1, z.object({ sealedUsername: z.string(), sealedPasswordHash: z.string() })),
  /** The name was claimed, but the service died before the account was made; nobody can register here any more. */
  RegistrationAbandoned: event(1, z.object({})),
  /** Every session but the one it was changed in, if any, and every challenge, is good for nothing any more. */
  AccountPasswordChanged: event(1, z.object({ sealedPasswordHash: z.string() })),
  /** An administrator gave a token out by which a new password can be chosen, once, and until then. */
  AccountPasswordResetStarted: event(
    1,
    z.object({ sealedToken: z.string(), expiresAt: z.iso.datetime(), sealedReason: z.string() }),
  ),
  /** A sign-in was completed from a client network the account had not been signed in from for a while. */
  AccountSignedInFromNewNetwork: event(1, z.object({ sealedAddress: z.string() })),
  /** An administrator ended every session of the account. */
  AccountSessionsEnded: event(1, z.object({})),
  /** The account is no more: its key is destroyed, and with it all that was personal. Its name is free. */
  AccountErased: event(1, z.object({})),
};
export type AccountEvent = EventOf<typeof accountEvents>;

/** The events of a `username-<blind index>` stream: who has a name. */
export const usernameEvents = {
  UsernameClaimed: event(1, z.object({ accountId: z.uuid(), claimedAt: z.iso.datetime() })),
};
export type UsernameEvent = EventOf<typeof usernameEvents>;
