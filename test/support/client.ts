import type { Clock } from '../../src/clock.js';
import { codeAt, timeStep } from '../../src/two-factor/totp.js';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly data: Record<string, any> | null | undefined;
  readonly errors:
    readonly { readonly message: string; readonly extensions: Record<string, unknown> }[] | undefined;
}

/** What a mutation of the API came to: the fields the member of its union has. */
export type Result = Record<string, any> & { readonly __typename: string };

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** A program that uses the API over HTTP, as anyone else's would. */
export class Client {
  constructor(
    readonly url: string,
    private readonly clock: Clock,
    /** Sent as `Authorization: Bearer …`. */
    public token?: string,
  ) {}

  async send(query: string, variables: Record<string, unknown> = {}): Promise<Reply> {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(this.token !== undefined && { authorization: `Bearer ${this.token}` }),
      },
      body: JSON.stringify({ query, variables }),
    });
    const body = (await response.json()) as Pick<Reply, 'data' | 'errors'>;
    return { status: response.status, headers: response.headers, data: body.data, errors: body.errors };
  }

  register(input: Credentials): Promise<Result> {
    return this.mutate('register', 'RegisterInput', '... on Registered { accountId }', input);
  }

  /** Signs in; the session is then used for what follows. */
  async signIn({ username, password }: Credentials): Promise<Result> {
    const input = { username, password, deliver: 'TOKEN' };
    const selection = `... on SignedIn ${SIGNED_IN} ... on ChallengeIssued { challenge expiresAt }`;
    return this.keepToken(await this.mutate('signIn', 'SignInInput', selection, input));
  }

  /** Answers a challenge; the session is then used for what follows. */
  async answerChallenge(challenge: string, code: string): Promise<Result> {
    const input = { challenge, code, deliver: 'TOKEN' };
    return this.keepToken(
      await this.mutate('answerChallenge', 'AnswerChallengeInput', `... on SignedIn ${SIGNED_IN}`, input),
    );
  }

  startEnrollment(password: string, code?: string): Promise<Result> {
    const selection =
      '... on EnrollmentStarted { enrollmentId otpauthUri secret expiresAt qrCodeSvg qrCodePng }';
    return this.mutate('startEnrollment', 'StartEnrollmentInput', selection, { password, code });
  }

  confirmEnrollment(enrollmentId: string, code: string): Promise<Result> {
    const selection = '... on EnrollmentConfirmed { enrollmentId }';
    return this.mutate('confirmEnrollment', 'ConfirmEnrollmentInput', selection, { enrollmentId, code });
  }

  disableTwoFactor(password: string, code: string): Promise<Result> {
    const selection = '... on TwoFactorDisabled { accountId }';
    return this.mutate('disableTwoFactor', 'DisableTwoFactorInput', selection, { password, code });
  }

  resetTwoFactor(accountId: string, reason: string): Promise<Result> {
    const selection = '... on TwoFactorReset { accountId }';
    return this.mutate('resetTwoFactor', 'ResetTwoFactorInput', selection, { accountId, reason });
  }

  /** The code an authenticator with this key shows, some steps from now. */
  code(secret: string, stepsFromNow = 0): string {
    return codeAt(secret, timeStep(this.clock.now()) + stepsFromNow);
  }

  /** A new account that is signed in, with 2FA on; the code of the current step is spent. */
  async enrolled(credentials: Credentials): Promise<{ readonly accountId: string; readonly secret: string }> {
    const { accountId } = await this.register(credentials);
    await this.signIn(credentials);
    const { enrollmentId, secret } = await this.startEnrollment(credentials.password);
    await this.confirmEnrollment(enrollmentId as string, this.code(secret as string));
    return { accountId: accountId as string, secret: secret as string };
  }

  private async mutate(name: string, inputType: string, selection: string, input: object): Promise<Result> {
    const query = `mutation ($input: ${inputType}!) {
      ${name}(input: $input) { __typename ${selection} ... on Refusal { code message retryAfter } }
    }`;
    const { data, errors } = await this.send(query, { input });
    if (errors) throw new Error(`${name} failed: ${JSON.stringify(errors)}`);
    return data?.[name] as Result;
  }

  private keepToken(result: Result): Result {
    if (result.__typename === 'SignedIn') this.token = result['token'] as string;
    return result;
  }
}

const SIGNED_IN = '{ token session { id assuranceLevel amr createdAt expiresAt } }';
