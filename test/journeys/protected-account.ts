import { somebody, type Client, type Credentials, type Enrolled } from '../support/client.js';
import type { Service } from '../support/service.js';

/** An account with 2FA on. */
export interface Protected extends Enrolled {
  /** Who turned it on, and is still signed in by password. */
  readonly owner: Client;
  readonly me: Credentials;
}

/**
 * Somebody new with 2FA on.
 * @param stepsAgo how many time steps ago the last code was spent
 */
export async function protectedAccount(service: Service, stepsAgo = 20): Promise<Protected> {
  const [owner, me] = [service.client(), somebody()];
  const enrolled = await owner.enrolled(me);
  service.clock.advance({ steps: stepsAgo });
  return { owner, me, ...enrolled };
}

/** A client before the second step: its password was right. */
export async function challenged(
  service: Service,
  me: Credentials,
): Promise<{ readonly person: Client; readonly challenge: string }> {
  const person = service.client();
  const { challenge } = await person.signIn(me);
  return { person, challenge: challenge as string };
}
