import {
  changePassword,
  eraseOwnAccount,
  resetPassword,
  startPasswordReset,
} from '../../support/account-settings.js';
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
  'choosing a forgotten password anew',
] as const;

/** And those that a recovery code does not open. */
export const DOORS_FOR_CODES = [...DOORS, 'making recovery codes', 'confirming another one'] as const;
export type Door = (typeof DOORS_FOR_CODES)[number];

interface Attempt {
  readonly service: Service;
  readonly target: Protected;
  /** Who is signed in. */
  readonly by: Client;
  /** Of the other authenticator that is under way. */
  readonly enrollmentId?: string;
}

/** The token of a reset for each target: another one would make it worthless. */
const resets = new WeakMap<Protected, Promise<string>>();

async function resetOf(service: Service, target: Protected): Promise<string> {
  const administrator = await service.keyClient('administrator');
  const { token } = await startPasswordReset(administrator, target.accountId, 'The password is forgotten.');
  return token as string;
}

/** Tries a code at a door. */
export async function tryAt(
  door: Door,
  code: string,
  { service, target, by, enrollmentId = '' }: Attempt,
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
    case 'choosing a forgotten password anew': {
      const started = resets.get(target) ?? resetOf(service, target);
      resets.set(target, started);
      return resetPassword(by, { token: await started, newPassword: NEW, code });
    }
    case 'making recovery codes':
      return by.regenerateRecoveryCodes(password, code);
    case 'confirming another one':
      return by.confirmEnrollment(enrollmentId, code);
  }
}
