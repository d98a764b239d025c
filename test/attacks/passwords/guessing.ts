import { ClientElsewhere } from '../../support/client-elsewhere.js';
import { somebody, type Credentials, type Result } from '../../support/client.js';
import type { Service } from '../../support/service.js';

export const HOME = '192.0.2.1';
export const WRONG = 'wrong horse battery staple';
export const NEW = 'nanoseconds are eleven inches';

/** A client at an address. */
export function at(service: Service, forwardedFor: string): ClientElsewhere {
  return new ClientElsewhere(service, { forwardedFor });
}

/** Somebody new, whose account was made at home. */
export async function ownerAtHome(service: Service): Promise<Credentials> {
  const me = somebody();
  await at(service, HOME).register(me);
  return me;
}

/** Guesses at a password, one after the other; how each was answered. */
export async function guess(
  service: Service,
  username: string,
  from: string,
  times: number,
): Promise<readonly Result[]> {
  const client = at(service, from);
  const answers: Result[] = [];
  for (let i = 0; i < times; i++) answers.push(await client.signIn({ username, password: WRONG }));
  return answers;
}

export const codesOf = (answers: readonly Result[]) => answers.map(({ code }) => code as string);

/** So many guesses that were looked at, and then so many that were not. */
export const lookedAt = (times: number, refused = 0) => [
  ...Array<string>(times).fill('CREDENTIALS_REFUSED'),
  ...Array<string>(refused).fill('TOO_MANY_ATTEMPTS'),
];
