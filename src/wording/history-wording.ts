/*
 * What the page and the command line call things. Both read it and it reads neither: it knows the API's
 * names, and nothing of the service.
 */

type EventType =
  | 'TWO_FACTOR_CODE_ACCEPTED'
  | 'TWO_FACTOR_CODE_REJECTED'
  | 'TWO_FACTOR_DISABLED'
  | 'TWO_FACTOR_ENROLLMENT_CONFIRMED'
  | 'TWO_FACTOR_ENROLLMENT_STARTED'
  | 'TWO_FACTOR_LOCKED'
  | 'TWO_FACTOR_RECOVERY_CODES_ISSUED'
  | 'TWO_FACTOR_RECOVERY_CODE_USED'
  | 'TWO_FACTOR_RESET';

type Purpose =
  | 'CHANGE_PASSWORD'
  | 'CONFIRM_ENROLLMENT'
  | 'DISABLE_TWO_FACTOR'
  | 'ERASE_ACCOUNT'
  | 'REGENERATE_RECOVERY_CODES'
  | 'REPLACE_ENROLLMENT'
  | 'SIGN_IN';

type Rejection =
  | 'ALREADY_USED'
  | 'CHALLENGE_EXPIRED'
  | 'CHALLENGE_VOID'
  | 'CLOCK_OFF'
  | 'ENROLLMENT_EXPIRED'
  | 'ENROLLMENT_SUPERSEDED'
  | 'WRONG';

/** What of an entry of the history its words depend on, by the names the API has for it. */
export interface Told {
  readonly type: EventType;
  readonly actor: { readonly kind: string };
  readonly purpose: Purpose | null;
  readonly rejection: Rejection | null;
  readonly clockOffBySeconds: number | null;
  readonly failures: number | null;
  readonly recoveryCodesLeft: number | null;
  readonly resetReason: string | null;
}

/** How an entry of the history weighs: what went well, what to look at, what is merely so. */
type Tone = 'good' | 'bad' | 'plain';

export interface Words {
  readonly title: string;
  readonly detail: string | null;
  readonly tone: Tone;
}

/** An entry of an account's history in the words of a person. */
export function wordsFor(entry: Told): Words {
  const self = entry.actor.kind === 'PERSON';
  switch (entry.type) {
    case 'TWO_FACTOR_ENROLLMENT_STARTED':
      return words('A QR code was made to set up an authenticator', 'Nothing changes until its first code.');
    case 'TWO_FACTOR_ENROLLMENT_CONFIRMED':
      return words('Two-factor authentication was turned on', 'Other sessions were signed out.', 'good');
    case 'TWO_FACTOR_CODE_ACCEPTED':
      return words(entry.purpose === null ? 'A code was accepted' : ACCEPTED[entry.purpose], null, 'good');
    case 'TWO_FACTOR_RECOVERY_CODES_ISSUED':
      return issued(entry);
    case 'TWO_FACTOR_RECOVERY_CODE_USED':
      return recovered(entry);
    case 'TWO_FACTOR_CODE_REJECTED':
      return rejected(entry);
    case 'TWO_FACTOR_LOCKED':
      return locked(entry);
    case 'TWO_FACTOR_DISABLED':
      return words(
        'Two-factor authentication was turned off',
        'From then on the password alone signed in.',
        'bad',
      );
    case 'TWO_FACTOR_RESET':
      return words(
        self
          ? 'Two-factor authentication was taken away'
          : 'An administrator took two-factor authentication away',
        reasonGiven(entry.resetReason),
        'bad',
      );
    default:
      return unknown(entry.type);
  }
}

/** Why an administrator did it, in their own words. */
export function reasonGiven(reason: string | null): string | null {
  return reason === null ? null : `The reason given: ${reason}`;
}

/** What happened to an account besides its 2FA, by the names of the events in the API's spelling. */
export const ACCOUNT_WORDS: Readonly<Record<string, string>> = {
  ACCOUNT_REGISTERED: 'The account was registered',
  ACCOUNT_PASSWORD_CHANGED: 'The password was changed',
  ACCOUNT_PASSWORD_RESET_STARTED: 'An administrator let a new password be chosen',
  ACCOUNT_SESSIONS_ENDED: 'An administrator ended every session of the account',
  ACCOUNT_ERASED: 'The account was erased',
  ACCOUNT_SIGNED_IN_FROM_NEW_NETWORK: 'Signed in from a network that was new to the account',
};

/** The state of 2FA in two words. */
export const STATUS_WORDS: Readonly<Record<'ON' | 'OFF' | 'PENDING' | 'UNKNOWN', string>> = {
  ON: 'On',
  OFF: 'Off',
  PENDING: 'Not finished',
  UNKNOWN: 'Unknown',
};

const ACCEPTED: Readonly<Record<Purpose, string>> = {
  SIGN_IN: 'Signed in with password and code',
  CONFIRM_ENROLLMENT: 'A code confirmed the new authenticator',
  DISABLE_TWO_FACTOR: 'A code was accepted to turn two-factor authentication off',
  REPLACE_ENROLLMENT: 'A code was accepted to move to another authenticator',
  CHANGE_PASSWORD: 'A code was accepted to change the password',
  ERASE_ACCOUNT: 'A code was accepted to erase the account',
  REGENERATE_RECOVERY_CODES: 'A code was accepted to make new recovery codes',
};

const RECOVERED: Readonly<Record<Purpose, string>> = {
  SIGN_IN: 'Signed in with password and a recovery code',
  CONFIRM_ENROLLMENT: 'A recovery code confirmed the new authenticator',
  DISABLE_TWO_FACTOR: 'A recovery code was used to turn two-factor authentication off',
  REPLACE_ENROLLMENT: 'A recovery code was used to move to another authenticator',
  CHANGE_PASSWORD: 'A recovery code was used to change the password',
  ERASE_ACCOUNT: 'A recovery code was used to erase the account',
  REGENERATE_RECOVERY_CODES: 'A recovery code was used to make new recovery codes',
};

const FOR: Readonly<Record<Purpose, string>> = {
  SIGN_IN: 'at sign-in',
  CONFIRM_ENROLLMENT: 'while setting up',
  DISABLE_TWO_FACTOR: 'while turning two-factor authentication off',
  REPLACE_ENROLLMENT: 'while moving to another authenticator',
  CHANGE_PASSWORD: 'while changing the password',
  ERASE_ACCOUNT: 'while erasing the account',
  REGENERATE_RECOVERY_CODES: 'while making new recovery codes',
};

const WHY: Readonly<Record<Rejection, string>> = {
  WRONG: 'It was not a code of the authenticator, nor a recovery code.',
  CLOCK_OFF: 'The clock of the authenticator seems to be off.',
  ALREADY_USED: 'It had already been used.',
  ENROLLMENT_EXPIRED: 'The QR code had expired.',
  ENROLLMENT_SUPERSEDED: 'It belonged to an older QR code.',
  CHALLENGE_EXPIRED: 'The password had been entered too long before.',
  CHALLENGE_VOID: 'Two-factor authentication had changed since the password was entered.',
};

function issued({ purpose }: Told): Words {
  const title =
    purpose === 'CONFIRM_ENROLLMENT' ? 'Recovery codes were made' : 'New recovery codes were made';
  return words(title, 'Those from before, if there were any, are worth nothing.');
}

function recovered({ purpose, recoveryCodesLeft }: Told): Words {
  const title = purpose === null ? 'A recovery code was used' : RECOVERED[purpose];
  return words(title, recoveryCodesLeft === null ? null : left(recoveryCodesLeft), 'good');
}

function left(codes: number): string {
  return codes === 1 ? 'One recovery code was left.' : `${String(codes)} recovery codes were left.`;
}

function locked({ failures }: Told): Words {
  const why =
    failures === null
      ? 'There were too many wrong codes.'
      : `There were ${String(failures)} wrong codes in a row.`;
  return words('Codes were locked for a while', why, 'bad');
}

function rejected({ purpose, rejection, clockOffBySeconds }: Told): Words {
  const title = purpose === null ? 'A code was refused' : `A code was refused ${FOR[purpose]}`;
  if (rejection === null) return words(title, null, 'bad');
  const off = rejection === 'CLOCK_OFF' && clockOffBySeconds !== null ? clockOffBySeconds : 0;
  if (off === 0) return words(title, WHY[rejection], 'bad');
  const direction = off < 0 ? 'behind' : 'ahead';
  const clock = `The clock of the authenticator seems to be ${String(Math.abs(off))} seconds ${direction}.`;
  return words(title, `${clock} Setting it to automatic helps.`, 'bad');
}

function words(title: string, detail: string | null, tone: Tone = 'plain'): Words {
  return { title, detail, tone };
}

/** A type that is newer than these words still has a line, spelled as the log spells it. */
function unknown(type: never): Words {
  const name = String(type).toLowerCase().replaceAll('_', ' ');
  return words(name.charAt(0).toUpperCase() + name.slice(1), null);
}
