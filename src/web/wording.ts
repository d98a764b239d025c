import type {
  CodePurpose,
  CodeRejection,
  HistoryEntrySeenFragment,
  TwoFactorStatus,
} from './api/operations.js';

/** How an entry of the history weighs: what went well, what to look at, what is merely so. */
type Tone = 'good' | 'bad' | 'plain';

export interface Words {
  readonly title: string;
  readonly detail: string | null;
  readonly tone: Tone;
}

/** An entry of an account's history in the words of a person. */
export function wordsFor(entry: HistoryEntrySeenFragment): Words {
  const self = entry.actor.kind === 'PERSON';
  switch (entry.type) {
    case 'TWO_FACTOR_ENROLLMENT_STARTED':
      return words('A QR code was made to set up an authenticator', 'Nothing changes until its first code.');
    case 'TWO_FACTOR_ENROLLMENT_CONFIRMED':
      return words('Two-factor authentication was turned on', 'Other sessions were signed out.', 'good');
    case 'TWO_FACTOR_CODE_ACCEPTED':
      return words(entry.purpose === null ? 'A code was accepted' : ACCEPTED[entry.purpose], null, 'good');
    case 'TWO_FACTOR_CODE_REJECTED':
      return rejected(entry);
    case 'TWO_FACTOR_LOCKED':
      return words(
        'Codes were locked for a while',
        entry.failures === null
          ? 'There were too many wrong codes.'
          : `There were ${String(entry.failures)} wrong codes in a row.`,
        'bad',
      );
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
        entry.resetReason === null ? null : `The reason given: ${entry.resetReason}`,
        'bad',
      );
    default:
      return unknown(entry.type);
  }
}

/** The state of 2FA in two words. */
export const STATUS_WORDS: Readonly<Record<TwoFactorStatus, string>> = {
  ON: 'On',
  OFF: 'Off',
  PENDING: 'Not finished',
  UNKNOWN: 'Unknown',
};

const ACCEPTED: Readonly<Record<CodePurpose, string>> = {
  SIGN_IN: 'Signed in with password and code',
  CONFIRM_ENROLLMENT: 'A code confirmed the new authenticator',
  DISABLE_TWO_FACTOR: 'A code was accepted to turn two-factor authentication off',
  REPLACE_ENROLLMENT: 'A code was accepted to move to another authenticator',
  CHANGE_PASSWORD: 'A code was accepted to change the password',
};

const FOR: Readonly<Record<CodePurpose, string>> = {
  SIGN_IN: 'at sign-in',
  CONFIRM_ENROLLMENT: 'while setting up',
  DISABLE_TWO_FACTOR: 'while turning two-factor authentication off',
  REPLACE_ENROLLMENT: 'while moving to another authenticator',
  CHANGE_PASSWORD: 'while changing the password',
};

const WHY: Readonly<Record<CodeRejection, string>> = {
  WRONG: 'It was not a code of your authenticator.',
  CLOCK_OFF: 'The clock of your device seems to be off.',
  ALREADY_USED: 'It had already been used.',
  ENROLLMENT_EXPIRED: 'The QR code had expired.',
  ENROLLMENT_SUPERSEDED: 'It belonged to an older QR code.',
  CHALLENGE_EXPIRED: 'The password had been entered too long before.',
  CHALLENGE_VOID: 'Two-factor authentication had changed since the password was entered.',
};

function rejected({ purpose, rejection, clockOffBySeconds }: HistoryEntrySeenFragment): Words {
  const title = purpose === null ? 'A code was refused' : `A code was refused ${FOR[purpose]}`;
  if (rejection === null) return words(title, null, 'bad');
  const off = rejection === 'CLOCK_OFF' && clockOffBySeconds !== null ? clockOffBySeconds : 0;
  if (off === 0) return words(title, WHY[rejection], 'bad');
  const direction = off < 0 ? 'behind' : 'ahead';
  const clock = `Your phone’s clock seems to be ${String(Math.abs(off))} seconds ${direction}.`;
  return words(title, `${clock} Setting it to automatic helps.`, 'bad');
}

function words(title: string, detail: string | null, tone: Tone = 'plain'): Words {
  return { title, detail, tone };
}

/** A type this page is too old to know still has a line, spelled as the log spells it. */
function unknown(type: never): Words {
  const name = String(type).toLowerCase().replaceAll('_', ' ');
  return words(name.charAt(0).toUpperCase() + name.slice(1), null);
}
