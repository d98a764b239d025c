import { changePassword, eraseOwnAccount } from '../../support/account-settings.js';
import type { Client, Result } from '../../support/client.js';
import type { Service } from '../../support/service.js';
import { challenged, type Protected } from '../../journeys/protected-account.js';
import { NEW } from '../passwords/guessing.js';

/** Every act that takes a code of the authenticator that protects an account, or a recovery code in its place. */
export const DOORS = [
  'signing in',
  'turning 2FA off',
  'moving it',
  'changing the password',
  'erasing the account',
] as const;
export type Door = (typeof DOORS)[number];

/** Tries a code at a door; `by` is who is signed in. */
export async function tryAt(
  door: Door,
  code: string,
  { service, target, by }: { readonly service: Service; readonly target: Protected; readonly by: Client },
): Promise<Result> {
  const { password } = target.me;
  switch (door) {
    case 'signing in': {
      const { person, challenge } = await challenged(service, target.me);
      return person.answerChallenge(challenge, code);
    }
    case 'turning 2FA off':
      return by.disableTwoFactor(password, code);
    case 'moving it':
      return by.startEnrollment(password, code);
    case 'changing the password':
      return changePassword(by, { currentPassword: password, newPassword: NEW, code });
    case 'erasing the account':
      return eraseOwnAccount(by, { password, code });
  }
}
