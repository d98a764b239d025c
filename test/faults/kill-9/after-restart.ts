import { SystemClock } from '../../../src/clock.js';
import { Client } from '../../support/client.js';
import { keep, send } from './acts.js';
import type { Person } from './person.js';

/**
 * Holds the service against everything a person knows, and finds out what became of the
 * act that was never answered.
 * @returns whether there is such an account
 */
export async function checkAfterRestart(person: Person): Promise<boolean> {
  const { doubt } = person;
  person.doubt = undefined;
  const signedIn = await send(person, 'signIn');
  if (doubt?.act === 'register') {
    // All of a registration, or none: nobody signs in to a half-made account.
    if (signedIn.__typename === 'CredentialsRefused') return false;
    person.accountId = await viewer(person, signedIn['token'] as string);
  }
  if (doubt?.act === 'confirm') {
    person.sessions = new Set([person.client.token!]);
    if (signedIn.__typename === 'ChallengeIssued') {
      person.factor = { ...person.secret, status: 'on' };
      person.spent.push(doubt.step);
    } else {
      person.lastStep = doubt.step - 1;
    }
  }
  if (doubt?.act === 'disable' && signedIn.__typename === 'SignedIn') person.factor = { status: 'off' };
  // From here on the state is known, and the sign-in has to fit it.
  keep(person, 'signIn', signedIn);

  for (const token of person.sessions) expect(await viewer(person, token)).toBe(person.accountId);
  for (const token of person.ended) expect(await viewer(person, token)).toBeUndefined();
  if (person.factor.status === 'on') {
    if (doubt?.act === 'answer' || doubt?.act === 'disable') await sendAgain(person, doubt.step);
    for (const step of person.spent) await expectSpent(person, step);
  }
  return true;
}

/** A code that was sent and not answered may be good for one acceptance still, and then no more. */
async function sendAgain(person: Person, step: number): Promise<void> {
  if (!person.isInTime(step)) return;
  const result = await send(person, 'answer', step);
  if (result.__typename === 'SignedIn') {
    keep(person, 'answer', result, step);
    keep(person, 'signIn', await send(person, 'signIn'));
  }
  await expectSpent(person, step);
}

async function expectSpent(person: Person, step: number): Promise<void> {
  if (!person.isInTime(step)) return;
  expect(await send(person, 'answer', step)).toMatchObject({ __typename: 'CodeRefused' });
}

/** The account a session token belongs to now. */
async function viewer({ client }: Person, token: string): Promise<string | undefined> {
  const reply = await new Client(client.url, new SystemClock(), token).query('{ viewer { account { id } } }');
  return (reply['viewer'] as { account: { id: string } } | null)?.account.id;
}
