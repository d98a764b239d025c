import { SystemClock } from '../../../src/clock.js';
import { Client, somebody, type Credentials } from '../../support/client.js';
import type { Reply } from '../../support/client-transport.js';
import { eventually } from '../../support/eventually.js';
import type { Running } from '../../support/process.js';
import { Subscriber } from '../../support/subscriber.js';

/** An account with 2FA on, and all that its owner could be let in with. */
export interface Owner {
  readonly credentials: Credentials;
  readonly accountId: string;
  readonly secret: string;
  readonly token: string;
  /** One that was earned by the password and is not answered yet. */
  readonly challenge: string;
}

export async function newOwner({ client }: Running): Promise<Owner> {
  const credentials = somebody();
  const owner = client();
  const { accountId, secret } = await owner.enrolled(credentials);
  const { challenge } = await client().signIn(credentials);
  return { credentials, accountId, secret, token: owner.token!, challenge: challenge as string };
}

export type Need = 'eventStore' | 'database' | 'keys';

/** The answer of `/healthz`. */
async function health({ url }: Running): Promise<{ readonly code: number; readonly body: unknown }> {
  const response = await fetch(`${url}/healthz`);
  return { code: response.status, body: await response.json() };
}

export async function isReady(service: Running): Promise<void> {
  await eventually(async () => {
    expect(await health(service)).toMatchObject({ code: 200, body: { status: 'ready' } });
  }, 30_000);
}

export async function isWaitingFor(service: Running, ...waitingFor: readonly Need[]): Promise<void> {
  await eventually(async () => {
    expect(await health(service)).toEqual({ code: 503, body: { status: 'not ready', waitingFor } });
  });
}

/** The refusal of a service that lacks something: clear, and an invitation to try again. */
export function expectRetryable({ errors, data }: Pick<Reply, 'errors' | 'data'>): void {
  expect({ errors, granted: Object.values(data ?? {}).filter((value) => value !== null) }).toMatchObject({
    errors: [
      {
        message: 'The service cannot answer just now. Please try again.',
        extensions: { code: 'UNAVAILABLE', retryable: true },
      },
    ],
    granted: [],
  });
}

const SIGN_IN = 'mutation ($input: SignInInput!) { signIn(input: $input) { __typename } }';
const REGISTER = 'mutation ($input: RegisterInput!) { register(input: $input) { __typename } }';
const ANSWER = 'mutation ($input: AnswerChallengeInput!) { answerChallenge(input: $input) { __typename } }';
const DISABLE =
  'mutation ($input: DisableTwoFactorInput!) { disableTwoFactor(input: $input) { __typename } }';
const VIEWER = '{ viewer { account { id } session { id } } }';

/** Tries every door, with all its owner has and with the right code: none opens, each says to come again. */
export async function expectNobodyIsLetIn(service: Running, owner: Owner): Promise<void> {
  const { credentials, secret, token, challenge } = owner;
  const nobody = service.client();
  const signedIn = new Client(service.url, new SystemClock(), token);
  const code = signedIn.code(secret, 1);
  const refusals = {
    signIn: nobody.send(SIGN_IN, { input: { ...credentials, deliver: 'TOKEN' } }),
    answer: nobody.send(ANSWER, { input: { challenge, code, deliver: 'TOKEN' } }),
    register: nobody.send(REGISTER, { input: somebody() }),
    viewer: signedIn.send(VIEWER),
    disable: signedIn.send(DISABLE, { input: { password: credentials.password, code } }),
  };
  for (const refusal of Object.values(refusals)) expectRetryable(await refusal);
}

/** Follows the owner's changes with the owner's session: nothing is told while it cannot be checked. */
export function followAs({ url }: Running, { token, accountId }: Owner): Subscriber {
  return new Subscriber({ url, token, accountId, after: '0' });
}

/** What was there before is there again: the session, and the challenge with the code it was refused with. */
export async function expectOwnerIsLetIn(service: Running, owner: Owner): Promise<void> {
  const { secret, token, challenge, accountId } = owner;
  const client = new Client(service.url, new SystemClock(), token);
  expect(await client.query(VIEWER)).toMatchObject({ viewer: { account: { id: accountId } } });
  expect(await client.answerChallenge(challenge, client.code(secret, 1))).toMatchObject({
    __typename: 'SignedIn',
    session: { assuranceLevel: 'AAL2' },
  });
}

/** The read model holds all that the log holds. */
export async function isCaughtUp(service: Running): Promise<void> {
  await eventually(async () => {
    const { body } = await health(service);
    expect(body).toMatchObject({ status: 'ready', projections: [{ behind: 0, parked: 0 }] });
  }, 30_000);
}
