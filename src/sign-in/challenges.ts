/** What a right password earned while 2FA is on: good for nothing but answering. */
export interface Challenge {
  readonly tokenHash: string;
  readonly accountId: string;
  /** The enrollment that protected the account then: another one, or none, makes the challenge void. */
  readonly enrollmentId: string;
  /** The password that was right then: a newer one makes the challenge void. */
  readonly passwordVersion: number;
  readonly expiresAt: Date;
}

/** Keeps challenges until they are answered. Every write is durable when answered. */
export abstract class Challenges {
  abstract add(challenge: Challenge): Promise<void>;

  /** Also finds an expired one, so that its account can be told. */
  abstract find(tokenHash: string): Promise<Challenge | undefined>;

  /**
   * Takes away a challenge that is good for nothing any more.
   * @returns whether it was there: of all who find that out at once, for one alone
   */
  abstract remove(tokenHash: string): Promise<boolean>;

  /** Forgets what expired before `before`. */
  abstract sweep(before: Date): Promise<void>;
}
