import { randomBytes, randomUUIDv7 } from 'node:crypto';
import type { Foundation } from '../src/foundation.module.js';
import type { Origin } from '../src/event-store/event-metadata.js';
import type { KeptEvent } from '../src/event-store/event-hash.js';
import type { NewEvent } from '../src/event-store/event-store.js';
import type { Decider } from '../src/event-store/decider.js';
import type { Circumstances } from '../src/event-store/decisions.js';
import type { EventCatalogue, EventOf } from '../src/event-store/codec.js';
import type { TwoFactorState } from '../src/two-factor/two-factor.state.js';
import {
  account,
  AccountVault,
  codeAt,
  hashToken,
  layFoundation,
  logKey,
  newSecret,
  newToken,
  settings,
  streamOf,
  timeStep,
  toAppend,
  twoFactor,
  username,
} from './built.ts';

/** Appends that are under way at once: they share commits. */
const TOGETHER = 2_000;

/** Argon2id takes 20 ms a password, and nobody here signs in with one. */
const PASSWORD_HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g';

interface Append {
  readonly stream: string;
  readonly expectedRevision: number;
  readonly events: readonly NewEvent[];
}

type Macs = Circumstances['macs'];

/** An account with 2FA on, as somebody would know it who has its authenticator. */
export interface Person {
  readonly accountId: string;
  enrollmentId: string;
  secret: string;
  state: TwoFactorState;
  /** The newest event of its second factor. */
  newest: KeptEvent | undefined;
}

/** Writes a past into a data folder, event for event as the service would have written it. */
export class Past {
  readonly foundation: Foundation;
  readonly #vault: InstanceType<typeof AccountVault>;
  readonly #macs: Macs;
  #waiting: Promise<unknown>[] = [];

  private constructor(foundation: Foundation, macs: Macs) {
    this.foundation = foundation;
    this.#macs = macs;
    this.#vault = new AccountVault(foundation.storage.wrappedKeys, foundation.masterKeys, async () => true);
  }

  /** @param folder a data folder no service runs on */
  static async open(folder: string): Promise<Past> {
    const config = settings.parse({ DATA_DIR: folder, LOG_LEVEL: 'silent' });
    const foundation = await layFoundation(config, () => undefined);
    return new Past(foundation, await logKey(foundation).macs());
  }

  /** People who registered, from this machine, and turned 2FA on at `at`. */
  async people(count: number, at: Date): Promise<readonly Person[]> {
    const people: Person[] = [];
    while (people.length < count) {
      const together = Math.min(TOGETHER, count - people.length);
      people.push(...(await Promise.all(Array.from({ length: together }, () => this.#person(at)))));
    }
    await this.#settle();
    return people;
  }

  /** One more sign-in of a person, with the code of the time step `at` falls in. */
  async signIn(person: Person, at: Date): Promise<void> {
    const { enrollmentId } = person;
    const accepted = {
      type: 'TwoFactorCodeAccepted',
      data: { enrollmentId, step: timeStep(at), purpose: 'signIn' },
    } as const;
    await this.#append(this.#next(person, 'answerChallenge', at, [accepted], null));
  }

  /** Turns a person's 2FA off, and on with another authenticator. */
  async turnOnAgain(person: Person, at: Date): Promise<void> {
    const { enrollmentId } = person;
    const off = { type: 'TwoFactorDisabled', data: { enrollmentId, step: timeStep(at) } } as const;
    await this.#append(this.#next(person, 'disableTwoFactor', at, [off], randomUUIDv7()));
    await this.#enroll(person, at);
  }

  /** A fresh challenge for each person, by their place in the list. */
  challenges(people: readonly Person[], expiresAt: Date): Promise<readonly string[]> {
    return Promise.all(
      people.map(async ({ accountId, enrollmentId }) => {
        const token = newToken('challenge');
        const { challenges } = this.foundation.storage;
        await challenges.add({
          tokenHash: hashToken(token),
          accountId,
          enrollmentId,
          passwordVersion: 1,
          expiresAt,
        });
        return token;
      }),
    );
  }

  /** Resolves when all of it is in the log. */
  async settled(): Promise<void> {
    await this.#settle();
  }

  async close(): Promise<void> {
    await this.#settle();
    await this.foundation.storage.close();
  }

  async #person(at: Date): Promise<Person> {
    const accountId = randomUUIDv7();
    const name = `person-${accountId}`;
    await this.#vault.createAccountKey(accountId);
    const seal = this.#vault.seal.bind(this.#vault, accountId);
    const claimed = { type: 'UsernameClaimed', data: { accountId, claimedAt: at.toISOString() } } as const;
    const registered = {
      type: 'AccountRegistered',
      data: {
        sealedUsername: await seal('username', name),
        sealedPasswordHash: await seal('password-hash', PASSWORD_HASH),
      },
    } as const;
    const network = await this.#vault.blindKey('known-network', accountId, '127.0.0.1');
    this.#waiting.push(this.foundation.storage.knownNetworks.remember(network, at));
    const nameId = await this.#vault.blindIndex(name);
    const person: Person = {
      accountId,
      enrollmentId: '',
      secret: '',
      state: twoFactor.initial,
      newest: undefined,
    };
    const circumstances = { origin: origin('register', accountId), now: at, macs: this.#macs };
    await this.#append(first(username, nameId, claimed, circumstances));
    await this.#append(first(account, accountId, registered, circumstances));
    await this.#enroll(person, at);
    return person;
  }

  async #enroll(person: Person, at: Date): Promise<void> {
    const { accountId } = person;
    const [enrollmentId, secret] = [randomUUIDv7(), newSecret()];
    const seal = this.#vault.seal.bind(this.#vault, accountId);
    [person.enrollmentId, person.secret] = [enrollmentId, secret];
    const started = {
      type: 'TwoFactorEnrollmentStarted',
      data: {
        enrollmentId,
        sealedSecret: await seal(`totp-secret/${enrollmentId}`, secret),
        algorithm: 'SHA1',
        digits: 6,
        period: 30,
        expiresAt: new Date(at.getTime() + 600_000).toISOString(),
        supersedes: null,
      },
    } as const;
    const confirmed = {
      type: 'TwoFactorEnrollmentConfirmed',
      data: { enrollmentId, step: timeStep(at) },
    } as const;
    const issued = {
      type: 'TwoFactorRecoveryCodesIssued',
      data: {
        enrollmentId,
        // Nobody gives one: as long as ten of them take, without the work of hashing them.
        sealedCodes: await seal(`recovery-codes/${enrollmentId}`, randomBytes(176).toString('base64url')),
        count: 10,
        issuedAt: at.toISOString(),
        purpose: 'confirmEnrollment',
      },
    } as const;
    await this.#append(this.#next(person, 'startEnrollment', at, [started], randomUUIDv7()));
    await this.#append(this.#next(person, 'confirmEnrollment', at, [confirmed, issued], randomUUIDv7()));
  }

  #next(
    person: Person,
    operation: string,
    at: Date,
    events: readonly EventOf<(typeof twoFactor)['catalogue']>[],
    sessionId: string | null,
  ): Append {
    const { accountId, state, newest } = person;
    const [stream, revision] = [streamOf(twoFactor, accountId), newest?.revision ?? -1];
    const end = { stream, state, revision, newest };
    const appended = toAppend(twoFactor, end, events, {
      origin: origin(operation, accountId, sessionId),
      now: at,
      macs: this.#macs,
    });
    person.state = events.reduce(
      (reached, event, index) => twoFactor.evolve(reached, event, revision + 1 + index),
      state,
    );
    person.newest = { ...(appended.at(-1) as NewEvent), stream, revision: revision + appended.length };
    return { stream, expectedRevision: revision, events: appended };
  }

  async #append({ stream, expectedRevision, events }: Append): Promise<void> {
    this.#waiting.push(this.foundation.storage.eventStore.append(stream, expectedRevision, events));
    if (this.#waiting.length >= TOGETHER) await this.#settle();
  }

  async #settle(): Promise<void> {
    await Promise.all(this.#waiting.splice(0));
  }
}

/** The body of a request that answers a person's challenge with the code of a time step. */
export function answer({ secret }: Person, challenge: string, step: number): string {
  const input = { challenge, code: codeAt(secret, step), deliver: 'TOKEN' };
  return JSON.stringify({ query: ANSWER, variables: { input } });
}

const ANSWER = `mutation ($input: AnswerChallengeInput!) {
  answerChallenge(input: $input) {
    __typename
    ... on SignedIn { token session { expiresAt } }
    ... on Refusal { code message retryAfter }
  }
}`;

/** @throws unless a reply to {@link answer} says that the person is signed in */
export function mustBeSignedIn(reply: string): void {
  if (!reply.startsWith('{"data":{"answerChallenge":{"__typename":"SignedIn"')) {
    throw new Error(`A sign-in was refused: ${reply}`);
  }
}

function first<S, C extends EventCatalogue>(
  decider: Decider<S, C>,
  id: string,
  event: EventOf<C>,
  circumstances: Circumstances,
): Append {
  const end = { stream: streamOf(decider, id), state: decider.initial, revision: -1, newest: undefined };
  const events = toAppend(decider, end, [event], circumstances);
  return { stream: end.stream, expectedRevision: end.revision, events };
}

function origin(operation: string, accountId: string, sessionId: string | null = null): Origin {
  const actor = { kind: 'person', accountId, sessionId } as const;
  return { actor, operation, correlationId: randomUUIDv7(), causationId: randomUUIDv7() };
}
