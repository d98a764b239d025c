/** NIST SP 800-63B: AAL1 a password, AAL2 a password and a one-time code. */
export type AssuranceLevel = 'AAL1' | 'AAL2';

/** How someone authenticated: RFC 8176 values. */
export type AuthenticationMethod = 'pwd' | 'otp';

/** What a completed sign-in earned. */
export interface Session {
  readonly id: string;
  readonly tokenHash: string;
  readonly accountId: string;
  readonly assuranceLevel: AssuranceLevel;
  readonly amr: readonly AuthenticationMethod[];
  readonly createdAt: Date;
  readonly expiresAt: Date;
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

  abstract end(sessionId: string): Promise<void>;

  /** Ends every session of an account but one. */
  abstract endOthers(accountId: string, keptSessionId: string): Promise<void>;

  /** Forgets what expired before `before`. */
  abstract sweep(before: Date): Promise<void>;
}
