import type { Clock } from '../../src/clock.js';
import { codeAt, timeStep } from '../../src/two-factor/totp.js';
import { Transport } from './client-transport.js';
import { ADA } from './facts.js';

/** What a mutation of the API came to: the fields the member of its union has. */
export type Result = Record<string, any> & { readonly __typename: string };

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** An account with 2FA on, and what there is to get in with. */
export interface Enrolled {
  readonly accountId: string;
  readonly secret: string;
  readonly recoveryCodes: readonly string[];
}

let others = 0;

/** Somebody no other test knows, for tests that share a service. */
export function somebody(): Credentials {
  return { username: `somebody ${String(++others)}`, password: ADA.password };
}

/** A program that uses the API over HTTP, as anyone else's would. */
export class Client extends Transport {
  /** Where it wants a new session to go. */
  protected readonly deliver: 'TOKEN' | 'COOKIE' = 'TOKEN';

  constructor(
    urls: string | readonly string[],
    private readonly clock: Clock,
    token?: string,
  ) {
    super(urls, token);
  }

  register(input: Credentials): Promise<Result> {
    return this.mutate('register', 'RegisterInput', '... on Registered { accountId }', input);
  }

  /** Signs in; the session is then used for what follows. */
  async signIn({ username, password }: Credentials): Promise<Result> {
    const input = { username, password, deliver: this.deliver };
    const selection = `... on SignedIn ${SIGNED_IN} ... on ChallengeIssued { challenge expiresAt }`;
    return this.keepToken(await this.mutate('signIn', 'SignInInput', selection, input));
  }

  /** Answers a challenge; the session is then used for what follows. */
  async answerChallenge(challenge: string, code: string): Promise<Result> {
    const input = { challenge, code, deliver: this.deliver };
    return this.keepToken(
      await this.mutate('answerChallenge', 'AnswerChallengeInput', `... on SignedIn ${SIGNED_IN}`, input),
    );
  }

  async signOut(): Promise<Result> {
    return (await this.query('mutation { signOut { __typename wasSignedIn } }'))['signOut'] as Result;
  }

  startEnrollment(password: string, code?: string, fields = KEY): Promise<Result> {
    const selection = `... on EnrollmentStarted { ${fields} }`;
    return this.mutate('startEnrollment', 'StartEnrollmentInput', selection, { password, code });
  }

  confirmEnrollment(enrollmentId: string, code: string): Promise<Result> {
    const selection = '... on EnrollmentConfirmed { enrollmentId recoveryCodes }';
    return this.mutate('confirmEnrollment', 'ConfirmEnrollmentInput', selection, { enrollmentId, code });
  }

  disableTwoFactor(password: string, code: string): Promise<Result> {
    const selection = '... on TwoFactorDisabled { accountId }';
    return this.mutate('disableTwoFactor', 'DisableTwoFactorInput', selection, { password, code });
  }

  regenerateRecoveryCodes(password: string, code: string): Promise<Result> {
    const selection = '... on RecoveryCodesRegenerated { recoveryCodes }';
    return this.mutate('regenerateRecoveryCodes', 'RegenerateRecoveryCodesInput', selection, {
      password,
      code,
    });
  }

  resetTwoFactor(accountId: string, reason: string): Promise<Result> {
    const selection = '... on TwoFactorReset { accountId }';
    return this.mutate('resetTwoFactor', 'ResetTwoFactorInput', selection, { accountId, reason });
  }

  /** The code an authenticator with this key shows, some steps from now. */
  code(secret: string, stepsFromNow = 0): string {
    return codeAt(secret, timeStep(this.clock.now()) + stepsFromNow);
  }

  /** Six digits that are no code of these keys anywhere near now. */
  wrongCode(...secrets: readonly string[]): string {
    const near = new Set(
      secrets.flatMap((secret) => Array.from({ length: 41 }, (_, index) => this.code(secret, index - 20))),
    );
    const candidates = Array.from({ length: 100 }, (_, index) => String(index).padStart(6, '0'));
    return candidates.find((candidate) => !near.has(candidate))!;
  }

  /** A new account that is signed in by password. */
  async registered(credentials: Credentials): Promise<{ readonly accountId: string }> {
    const { accountId } = await this.register(credentials);
    await this.signIn(credentials);
    return { accountId: accountId as string };
  }

  /** A new account that is signed in, with 2FA on; the code of the current step is spent. */
  async enrolled(credentials: Credentials): Promise<Enrolled> {
    const { accountId } = await this.registered(credentials);
    const { enrollmentId, secret } = await this.startEnrollment(credentials.password);
    const confirmed = await this.confirmEnrollment(enrollmentId as string, this.code(secret as string));
    const recoveryCodes = confirmed['recoveryCodes'] as readonly string[];
    return { accountId, secret: secret as string, recoveryCodes };
  }

  private async mutate(name: string, inputType: string, selection: string, input: object): Promise<Result> {
    const query = `mutation ($input: ${inputType}!) {
      ${name}(input: $input) { __typename ${selection} ... on Refusal { code message retryAfter } }
    }`;
    return (await this.query(query, { input }))[name] as Result;
  }

  private keepToken(result: Result): Result {
    if (result.__typename === 'SignedIn' && result['token']) this.token = result['token'] as string;
    return result;
  }
}

const KEY = 'enrollmentId otpauthUri secret expiresAt';
/** All there is to select of an enrollment that was started. */
export const WITH_QR_CODES = `${KEY} qrCodeSvg qrCodePng`;
const SIGNED_IN = '{ token session { id assuranceLevel amr createdAt expiresAt } }';
