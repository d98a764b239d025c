import type { Result } from '../../../support/client.js';
import { keep, send } from '../../kill-9/acts.js';
import type { Act, Person } from '../../kill-9/person.js';

/** The acts that take a code, and the reply of the one that was done. */
const DONE = { confirm: 'EnrollmentConfirmed', answer: 'SignedIn', disable: 'TwoFactorDisabled' } as const;
export type CodeAct = keyof typeof DONE;

export function takesCode(act: Act): act is CodeAct {
  return act in DONE;
}

/**
 * Does an act that takes a code on two replicas at the same instant, with the same code. One of
 * them does it at the most; when neither says so, and not both refuse, the person stays in doubt.
 * @throws {AggregateError} of what was not answered
 */
export async function performTwice(
  person: Person,
  act: CodeAct,
  urls: readonly [string, string],
): Promise<void> {
  const challenges = act === 'answer' ? await twoChallenges(person, urls[1]) : [];
  const step = person.freshStep();
  person.lastStep = step;
  person.doubt = { act, step };
  const sent = urls.map((url, index) => {
    person.moveTo(url);
    person.challenge = challenges[index] ?? person.challenge;
    return send(person, act, step);
  });
  const outcomes = await Promise.allSettled(sent);

  const replies = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  const done = replies.filter(({ __typename }) => __typename === DONE[act]);
  expect({ username: person.username, act, step, done: done.length < 2 }).toMatchObject({ done: true });
  const faults = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  if (done[0]) take(person, act, done[0], step);
  else if (faults.length === 0) refusedTwice(person, step, replies);
  if (faults.length > 0) throw new AggregateError(faults);
}

/** Two challenges for one code: the code alone has to tell which answer is the first. */
async function twoChallenges(person: Person, url: string): Promise<readonly string[]> {
  const first = person.challenge!;
  person.moveTo(url);
  keep(person, 'signIn', await send(person, 'signIn'));
  return [first, person.challenge!];
}

function take(person: Person, act: CodeAct, result: Result, step: number): void {
  person.doubt = undefined;
  if (act === 'answer') person.client.token = result['token'] as string;
  keep(person, act, result, step);
}

/** A code whose time ran out on its way was rightly refused. */
function refusedTwice(person: Person, step: number, replies: readonly Result[]): void {
  person.doubt = undefined;
  expect({ replies, isInTime: person.isInTime(step) }).toMatchObject({ isInTime: false });
}
