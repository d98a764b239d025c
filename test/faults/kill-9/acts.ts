import type { Result } from '../../support/client.js';
import type { Act, Person, Secret } from './person.js';

interface Kind {
  readonly send: (person: Person, step: number) => Promise<Result>;
  /** The type of the reply when all is well. */
  readonly expected: (person: Person) => string;
  /** Takes in what the reply says. */
  readonly keep: (person: Person, result: Result, step: number) => void;
}

const acts: Readonly<Record<Act, Kind>> = {
  register: {
    send: ({ client, username, password }) => client.register({ username, password }),
    expected: () => 'Registered',
    keep: (person, { accountId }) => {
      person.accountId = accountId as string;
      person.keepAcknowledged('account', 'AccountRegistered');
    },
  },
  signIn: {
    send: (person) => person.client.signIn(person),
    expected: ({ factor }) => (factor.status === 'on' ? 'ChallengeIssued' : 'SignedIn'),
    keep: (person, { challenge, token }) => {
      person.challenge = challenge as string | undefined;
      if (token !== undefined) person.sessions.add(token as string);
    },
  },
  startEnrollment: {
    send: (person) => person.client.startEnrollment(person.password),
    expected: () => 'EnrollmentStarted',
    keep: (person, result) => {
      person.factor = { status: 'pending', ...(result as unknown as Secret) };
      person.spent = [];
      person.lastStep = -1;
      person.keepAcknowledged('twoFactor', 'TwoFactorEnrollmentStarted');
    },
  },
  confirm: {
    send: (person, step) => person.client.confirmEnrollment(person.secret.enrollmentId, person.code(step)),
    expected: () => 'EnrollmentConfirmed',
    keep: (person, _, step) => {
      const kept = person.client.token!;
      for (const token of person.sessions) if (token !== kept) person.ended.add(token);
      person.sessions = new Set([kept]);
      person.factor = { ...person.secret, status: 'on' };
      person.spent.push(step);
      person.keepAcknowledged('twoFactor', 'TwoFactorEnrollmentConfirmed', step);
    },
  },
  answer: {
    send: (person, step) => person.client.answerChallenge(person.challenge!, person.code(step)),
    expected: () => 'SignedIn',
    keep: (person, { token }, step) => {
      person.challenge = undefined;
      person.sessions.add(token as string);
      person.spent.push(step);
      person.keepAcknowledged('twoFactor', 'TwoFactorCodeAccepted', step);
    },
  },
  disable: {
    send: (person, step) => person.client.disableTwoFactor(person.password, person.code(step)),
    expected: () => 'TwoFactorDisabled',
    keep: (person, _, step) => {
      person.keepAcknowledged('twoFactor', 'TwoFactorDisabled', step);
      person.factor = { status: 'off' };
      person.challenge = undefined;
    },
  },
};

const NEED_A_CODE: ReadonlySet<Act> = new Set(['confirm', 'answer', 'disable']);

/** Does it and keeps what the reply says; without a reply it stays in doubt. */
export async function perform(person: Person, act: Act): Promise<void> {
  const needsCode = NEED_A_CODE.has(act);
  const step = needsCode ? person.freshStep() : -1;
  if (needsCode) person.lastStep = step;
  person.doubt = { act, step };
  const result = await acts[act].send(person, step);
  person.doubt = undefined;
  // A code whose time ran out on its way was rightly refused.
  if (result.__typename === 'CodeRefused' && !person.isInTime(step)) return;
  keep(person, act, result, step);
}

/** Sends an act whose outcome is not known beforehand. */
export function send(person: Person, act: Act, step = -1): Promise<Result> {
  return acts[act].send(person, step);
}

/** Takes in the reply to an act; there must be one that says it was done. */
export function keep(person: Person, act: Act, result: Result, step = -1): void {
  expect({ username: person.username, act, result }).toMatchObject({
    result: { __typename: acts[act].expected(person) },
  });
  acts[act].keep(person, result, step);
}
