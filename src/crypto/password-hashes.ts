import { hash, verify } from '@node-rs/argon2';
import { Injectable } from '@nestjs/common';

/** Argon2id as OWASP recommends it: 19 MiB, two passes, one lane. */
export const ARGON2ID_COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Hashes passwords with Argon2id (RFC 9106) and checks them. */
@Injectable()
export class PasswordHashes {
  private readonly decoy = hash('nobody has this password', ARGON2ID_COST);

  /** @returns the hash in PHC string format, salt and parameters in it */
  hash(normalisedPassword: string): Promise<string> {
    return hash(normalisedPassword, ARGON2ID_COST);
  }

  /** Takes as long for nobody (`undefined`) as for somebody, and is then false. */
  async matches(passwordHash: string | undefined, normalisedPassword: string): Promise<boolean> {
    const right = await verify(passwordHash ?? (await this.decoy), normalisedPassword);
    return right && passwordHash !== undefined;
  }
}
