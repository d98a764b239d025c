import type { Client, Credentials, Result } from '../support/client.js';
import type { Service } from '../support/service.js';
import { challenged, protectedAccount } from './protected-account.js';

/** Somebody with 2FA on, and who has their password: before the second step. */
export interface Guessed {
  readonly person: Client;
  readonly me: Credentials;
  readonly accountId: string;
  readonly secret: string;
  readonly challenge: string;
}

export async function guessed(service: Service): Promise<Guessed> {
  const { me, accountId, secret } = await protectedAccount(service, 2);
  return { me, accountId, secret, ...(await challenged(service, me)) };
}

/** Answers with wrong codes, one after the other. */
export async function guess(
  { person, challenge, secret }: Omit<Guessed, 'me' | 'accountId'>,
  times: number,
): Promise<readonly Result[]> {
  const answers: Result[] = [];
  for (let i = 0; i < times; i++) {
    answers.push(await person.answerChallenge(challenge, person.wrongCode(secret)));
  }
  return answers;
}
