import fc from 'fast-check';
import { timeStep } from '../../src/two-factor/totp.js';
import { somebody, type Client, type Credentials, type Result } from '../support/client.js';
import type { Service } from '../support/service.js';

/** What somebody tries next. `who` and `offset` choose among the people and among the time steps around now. */
export type Attempt =
  | { readonly do: 'signIn'; readonly who: number; readonly rightPassword: boolean }
  | { readonly do: 'answer'; readonly who: number; readonly offset: Offset; readonly times: number }
  | { readonly do: 'start'; readonly who: number; readonly offset: Offset }
  | { readonly do: 'confirm'; readonly who: number; readonly offset: Offset; readonly times: number }
  | { readonly do: 'disable'; readonly who: number; readonly offset: Offset }
  | { readonly do: 'reset'; readonly who: number }
  | { readonly do: 'signOut'; readonly who: number }
  | { readonly do: 'wait'; readonly seconds: number };

/** Steps from now, or a code that belongs nowhere. */
type Offset = number | 'wrong';

const who = fc.nat({ max: 1 });
const offset: fc.Arbitrary<Offset> = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(0, 0, 1, -1) },
  { weight: 2, arbitrary: fc.constantFrom<Offset>(-2, 5, 'wrong') },
);
const times = fc.constantFrom(1, 1, 1, 3);

export const attempts: fc.Arbitrary<readonly Attempt[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ do: fc.constant('signIn' as const), who, rightPassword: fc.boolean() }),
    },
    { weight: 6, arbitrary: fc.record({ do: fc.constant('answer' as const), who, offset, times }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('start' as const), who, offset }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('confirm' as const), who, offset, times }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('disable' as const), who, offset }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('reset' as const), who }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('signOut' as const), who }) },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('wait' as const),
        seconds: fc.constantFrom(30, 30, 60, 601, 4_000),
      }),
    },
  ),
  { minLength: 15, maxLength: 40, size: 'max' },
);

/** A life in which everything happens that can, for the case that the others are dull. */
export const EVENTFUL: readonly Attempt[] = [
  { do: 'start', who: 0, offset: 0 },
  { do: 'confirm', who: 0, offset: 0, times: 3 },
  { do: 'signIn', who: 0, rightPassword: true },
  { do: 'answer', who: 0, offset: 0, times: 1 },
  { do: 'wait', seconds: 60 },
  { do: 'answer', who: 0, offset: 0, times: 3 },
  { do: 'signIn', who: 0, rightPassword: true },
  ...Array.from({ length: 5 }, () => ({ do: 'answer', who: 0, offset: 'wrong', times: 1 }) as const),
  { do: 'answer', who: 0, offset: 1, times: 1 },
  { do: 'wait', seconds: 60 },
  { do: 'start', who: 0, offset: 0 },
  { do: 'confirm', who: 0, offset: 0, times: 1 },
  { do: 'wait', seconds: 60 },
  { do: 'disable', who: 0, offset: 0 },
  { do: 'signIn', who: 0, rightPassword: true },
  { do: 'start', who: 1, offset: 0 },
  { do: 'confirm', who: 1, offset: 1, times: 1 },
  { do: 'reset', who: 1 },
];

/** A person as the model knows them: what protects them, what they spent, and until when they wait. */
class Person {
  readonly me: Credentials = somebody();
  challenge = `cs_challenge_${'A'.repeat(43)}`;
  accountId = '';
  /** Of the authenticator that protects the account, and of the one that is being set up. */
  secret: string | null = null;
  next: { readonly enrollmentId: string; readonly secret: string } | null = null;
  readonly spent = new Set<string>();
  lockedUntil = 0;

  constructor(readonly client: Client) {}
}

/** Lives through attempts on the real service, and expects of each answer what must hold whatever was before. */
export class World {
  private constructor(
    private readonly service: Service,
    private readonly administrator: Client,
    private readonly people: readonly Person[],
  ) {}

  static async begin(service: Service): Promise<World> {
    const people = [new Person(service.client()), new Person(service.client())];
    for (const person of people) person.accountId = (await person.client.registered(person.me)).accountId;
    return new World(service, await service.keyClient('administrator'), people);
  }

  /** @returns what the answers were */
  async live(all: readonly Attempt[]): Promise<ReadonlySet<string>> {
    for (const attempt of all) await this.try(attempt);
    const clients = [this.administrator, ...this.people.map(({ client }) => client)];
    const replies = clients.flatMap((client) => client.replies);
    for (const { status, text } of replies) {
      expect(status).toBe(200);
      expect(text).not.toContain('INTERNAL_SERVER_ERROR');
    }
    return new Set(replies.flatMap(({ text }) => /"__typename":"(\w+)"/.exec(text)?.[1] ?? []));
  }

  private async try(attempt: Attempt): Promise<void> {
    if (attempt.do === 'wait') {
      this.service.clock.advance({ seconds: attempt.seconds });
      return;
    }
    const person = this.people[attempt.who] as Person;
    switch (attempt.do) {
      case 'signIn':
        return this.signIn(person, attempt.rightPassword);
      case 'answer':
        return this.answer(person, attempt.offset, attempt.times);
      case 'start':
        return this.start(person, attempt.offset);
      case 'confirm':
        return this.confirm(person, attempt.offset, attempt.times);
      case 'disable':
        return this.disable(person, attempt.offset);
      case 'reset':
        return this.reset(person);
      case 'signOut':
        await person.client.signOut();
    }
  }

  private async signIn(person: Person, rightPassword: boolean): Promise<void> {
    const { username, password } = person.me;
    const answer = await person.client.signIn({
      username,
      password: rightPassword ? password : `not ${password}`,
    });
    if (!rightPassword || person.secret !== null) expect(answer.__typename).not.toBe('SignedIn');
    if (!rightPassword) expect(answer.__typename).not.toBe('ChallengeIssued');
    if (person.secret === null) expect(answer.__typename).not.toBe('ChallengeIssued');
    if (answer.__typename === 'ChallengeIssued') person.challenge = answer['challenge'] as string;
  }

  private async answer(person: Person, steps: Offset, count: number): Promise<void> {
    const { client, secret } = person;
    const code = this.code(person, secret, steps);
    const answers = await atOnce(count, () => client.answerChallenge(person.challenge, code));
    this.judge(person, secret, steps, answers, 'SignedIn');
    if (answers.some(({ __typename }) => __typename === 'SignedIn')) expect(secret).not.toBeNull();
  }

  private async start(person: Person, steps: Offset): Promise<void> {
    const { client, me, secret } = person;
    const code = this.code(person, secret, steps);
    const answer = await quietly(client, () => client.startEnrollment(me.password, code));
    if (!answer) return;
    if (secret !== null) this.judge(person, secret, steps, [answer], 'EnrollmentStarted');
    if (answer.__typename !== 'EnrollmentStarted') return;
    person.next = { enrollmentId: answer['enrollmentId'] as string, secret: answer['secret'] as string };
  }

  private async confirm(person: Person, steps: Offset, count: number): Promise<void> {
    const { client, next } = person;
    if (!next) return;
    const code = this.code(person, next.secret, steps);
    const answers = await atOnce(count, () =>
      quietly(client, () => client.confirmEnrollment(next.enrollmentId, code)),
    );
    const given = answers.filter((answer) => answer !== null);
    this.judge(person, next.secret, steps, given, 'EnrollmentConfirmed');
    if (!given.some(({ __typename }) => __typename === 'EnrollmentConfirmed')) return;
    person.secret = next.secret;
    person.next = null;
  }

  private async disable(person: Person, steps: Offset): Promise<void> {
    const { client, me, secret } = person;
    const code = this.code(person, secret, steps);
    const answer = await quietly(client, () => client.disableTwoFactor(me.password, code));
    if (!answer) return;
    this.judge(person, secret, steps, [answer], 'TwoFactorDisabled');
    if (answer.__typename === 'TwoFactorDisabled') this.turnedOff(person);
  }

  private async reset(person: Person): Promise<void> {
    const { __typename } = await this.administrator.resetTwoFactor(person.accountId, 'as asked for');
    if (__typename === 'TwoFactorReset') this.turnedOff(person);
    else expect(person.secret).toBeNull();
  }

  private turnedOff(person: Person): void {
    Object.assign(person, { secret: null, next: null, lockedUntil: 0 });
  }

  /** A code was given once or several times at once: accepted once at the most, and only when nothing is against it. */
  private judge(
    person: Person,
    secret: string | null,
    steps: Offset,
    answers: readonly Result[],
    accepted: string,
  ): void {
    const now = this.service.clock.now().getTime();
    const successes = answers.filter(({ __typename }) => __typename === accepted);
    const code = `${String(secret)}@${String(timeStep(new Date(now)) + Number(steps))}`;
    if (successes.length > 0) {
      expect(successes).toHaveLength(1);
      expect([-1, 0, 1]).toContain(steps);
      expect(person.spent).not.toContain(code);
      expect(now).toBeGreaterThanOrEqual(person.lockedUntil);
      person.spent.add(code);
      person.lockedUntil = 0;
      return;
    }
    // Acts that ask for the password as well may have been refused for that.
    if (accepted !== 'SignedIn' && accepted !== 'EnrollmentConfirmed') return;
    for (const { retryAfter } of answers) {
      // Told in whole seconds, rounded up.
      const until = typeof retryAfter === 'number' ? now + (retryAfter - 1) * 1_000 : 0;
      person.lockedUntil = Math.max(person.lockedUntil, until);
    }
  }

  private code({ client }: Person, secret: string | null, steps: Offset): string {
    if (secret === null) return '000000';
    return steps === 'wrong' ? client.wrongCode(secret) : client.code(secret, steps);
  }
}

function atOnce<T>(count: number, work: () => Promise<T>): Promise<readonly T[]> {
  return Promise.all(Array.from({ length: count }, work));
}

/** What a person who is not signed in asks for is refused as an error, and that is all there is to it. */
async function quietly(client: Client, work: () => Promise<Result>): Promise<Result | null> {
  const before = client.replies.length;
  try {
    return await work();
  } catch (fault) {
    const refused = client.replies.slice(before).some(({ errors }) => errors !== undefined);
    if (!refused) throw fault;
    return null;
  }
}
