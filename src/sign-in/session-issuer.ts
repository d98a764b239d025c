import { Injectable } from '@nestjs/common';
import { randomUUIDv7 } from 'node:crypto';
import type { Client } from '../access/client.js';
import { Clock } from '../clock.js';
import { Config } from '../config/config.js';
import { hashToken, newToken } from '../crypto/token.js';
import { Vault } from '../crypto/vault.js';
import { sealClient } from './session-client.js';
import type { AuthenticationMethod, Session } from './sessions.js';

/** A session and the token that is shown once for it. */
export interface NewSession {
  readonly session: Session;
  readonly token: string;
}

/** Makes sessions out of completed sign-ins; keeping them is the caller's. */
@Injectable()
export class SessionIssuer {
  constructor(
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly vault: Vault,
  ) {}

  async issue(accountId: string, amr: readonly AuthenticationMethod[], client: Client): Promise<NewSession> {
    const id = randomUUIDv7();
    const token = newToken('session');
    const createdAt = this.clock.now();
    const session: Session = {
      id,
      tokenHash: hashToken(token),
      accountId,
      assuranceLevel: amr.some((method) => method !== 'pwd') ? 'AAL2' : 'AAL1',
      amr,
      createdAt,
      expiresAt: new Date(createdAt.getTime() + this.config.SESSION_TTL * 1_000),
      lastUsedAt: createdAt,
      sealedClient: await sealClient(this.vault, accountId, id, client),
    };
    return { session, token };
  }
}
