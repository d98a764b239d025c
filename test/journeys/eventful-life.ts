import { viewer } from '../support/client-queries.js';
import { somebody, type Client } from '../support/client.js';
import type { Service } from '../support/service.js';

/** What happens to the account, one each minute; recovery codes come with the confirmation. */
export const LIFE = [
  'TWO_FACTOR_ENROLLMENT_STARTED',
  'TWO_FACTOR_ENROLLMENT_CONFIRMED',
  'TWO_FACTOR_RECOVERY_CODES_ISSUED',
  'TWO_FACTOR_CODE_REJECTED',
  'TWO_FACTOR_CODE_ACCEPTED',
  'TWO_FACTOR_DISABLED',
  'TWO_FACTOR_ENROLLMENT_STARTED',
  'TWO_FACTOR_RESET',
] as const;

/** A life that leaves a history, and what is known of it otherwise. */
export interface EventfulLife {
  readonly person: Client;
  readonly accountId: string;
  /** When each of it happened. */
  readonly times: readonly string[];
  /** The `x-correlation-id` of the reply to each of it. */
  readonly correlationIds: readonly string[];
  /** The session at each of it, as far as there was one. */
  readonly sessions: readonly (string | null)[];
}

/** Lives it. */
export async function liveEventfully(service: Service): Promise<EventfulLife> {
  const times: string[] = [];
  const correlationIds: string[] = [];
  const sessions: (string | null)[] = [];
  const { clock } = service;
  const [person, me] = [service.client(), somebody()];
  const administrator = await service.keyClient('administrator');

  async function happens<T>(who: Client, work: () => Promise<T>, events = 1): Promise<T> {
    const session = ((await viewer(who))?.['session'].id as string | undefined) ?? null;
    const result = await work();
    for (let event = 0; event < events; event++) {
      sessions.push(session);
      times.push(clock.now().toISOString());
      correlationIds.push(who.replies.at(-1)!.headers.get('x-correlation-id')!);
    }
    clock.advance({ seconds: 60 });
    return result;
  }

  const { accountId } = await person.registered(me);
  const { enrollmentId, secret } = await happens(person, () => person.startEnrollment(me.password));
  const code = () => person.code(secret as string);
  await happens(person, () => person.confirmEnrollment(enrollmentId as string, code()), 2);
  const second = service.client();
  const { challenge } = await second.signIn(me);
  const wrong = second.wrongCode(secret as string);
  await happens(second, () => second.answerChallenge(challenge as string, wrong));
  await happens(second, () => second.answerChallenge(challenge as string, code()));
  await happens(second, () => second.disableTwoFactor(me.password, code()));
  await happens(second, () => second.startEnrollment(me.password));
  await happens(administrator, () => administrator.resetTwoFactor(accountId, 'Asked at the counter'));
  return { person, accountId, times, correlationIds, sessions };
}
