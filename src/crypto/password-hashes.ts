import { hash, verify } from '@node-rs/argon2';
import { InFlight } from '../event-store/in-flight.js';

/** What a hash by Argon2id (RFC 9106) takes. */
export interface Argon2idCost {
  /** KiB */
  readonly memoryCost: number;
  /** Passes over the memory. */
  readonly timeCost: number;
  /** Lanes. */
  readonly parallelism: number;
}

/** Argon2id as OWASP recommends it: 19 MiB, two passes, one lane. */
export const ARGON2ID_COST: Argon2idCost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/**
 * Hashes under way or waiting. A core makes some thirty a second, so the last one waits a few seconds; whoever comes
 * then is told to come again. One client network has about seventy at the most, by the budgets of what asks for them.
 */
const MOST_AT_ONCE = 128;

/** Hashes passwords with Argon2id (RFC 9106) and checks them. */
export class PasswordHashes {
  private readonly inFlight = new InFlight(MOST_AT_ONCE, 'a password hash');
  private readonly decoy: Promise<string>;

  constructor(private readonly cost: Argon2idCost) {
    this.decoy = hash('nobody has this password', cost);
  }

  /**
   * @returns the hash in PHC string format, salt and parameters in it
   * @throws {Overloaded}
   */
  hash(normalisedPassword: string): Promise<string> {
    return this.inFlight.run(() => hash(normalisedPassword, this.cost));
  }

  /**
   * Takes as long for nobody (`undefined`) as for somebody, and is then false.
   * @throws {Overloaded}
   */
  async matches(passwordHash: string | undefined, normalisedPassword: string): Promise<boolean> {
    const known = passwordHash ?? (await this.decoy);
    const right = await this.inFlight.run(() => verify(known, normalisedPassword));
    return right && passwordHash !== undefined;
  }
}
