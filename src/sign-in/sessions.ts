/** NIST SP 800-63B: AAL1 a password, AAL2 a password and a code, of the authenticator or a recovery code. */
export type AssuranceLevel = 'AAL1' | 'AAL2';

/** How someone authenticated: RFC 8176 values, and `recovery` for a recovery code, which it has no value for. */
export type AuthenticationMethod = 'pwd' | 'otp' | 'recovery';

/** What a completed sign-in earned. */
export interface Session {
  readonly id: string;
  readonly tokenHash: string;
  readonly accountId: string;
  readonly assuranceLevel: AssuranceLevel;
  readonly amr: readonly AuthenticationMethod[];
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** To the minute: see {@link Sessions.touch}. */
  readonly lastUsedAt: Date;
  /** Where it was begun, sealed under the key of its account; sessions of older versions tell nothing. */
  readonly sealedClient: string | null;
}

/** The one an act is asked for by. */
export type AskingSession = Pick<Session, 'id' | 'accountId' | 'tokenHash'>;

/** Which sessions of an account are asked for. */
export interface AliveSessions {
  readonly now: Date;
  /** Those last used then, or before, have ended. */
  readonly idleSince: Date;
  readonly limit: number;
}

/** Keeps sessions. Every write is durable when answered. */
export abstract class Sessions {
  abstract add(session: Session): Promise<void>;

  /**
   * Exchanges a challenge for the session it earned: both or neither.
   * @returns whether the challenge was still there; true for exactly one caller
   */
  abstract addForChallenge(session: Session, challengeTokenHash: string): Promise<boolean>;

  /** The session a token belongs to, whether it has expired or not. */
  abstract find(tokenHash: string): Promise<Session | undefined>;

  /** The sessions several tokens belong to, in any order, whether they have expired or not. */
  abstract findAll(tokenHashes: readonly string[]): Promise<readonly Session[]>;

  /** Those of an account that expire after `now` and were used after `idleSince`, last used first; so many at the most. */
  abstract ofAccount(accountId: string, alive: AliveSessions): Promise<readonly Session[]>;

  /** It was used then. */
  abstract touch(sessionId: string, at: Date): Promise<void>;

  abstract end(sessionId: string): Promise<void>;

  /**
   * Gives a session another token: the old one is good for nothing from the same instant on.
   * @returns whether there was a session of the old token, or it has the new one already
   */
  abstract replaceToken(tokenHash: string, newTokenHash: string): Promise<boolean>;

  /** Ends a session if it is one of this account. @returns whether it was */
  abstract endOwn(accountId: string, sessionId: string): Promise<boolean>;

  /** Ends every session of an account but one, or with `null` every one. */
  abstract endOthers(accountId: string, keptSessionId: string | null): Promise<void>;

  /** Forgets what expired before `before`. */
  abstract sweep(before: Date): Promise<void>;
}
