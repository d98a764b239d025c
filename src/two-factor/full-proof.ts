import { Injectable } from '@nestjs/common';
import { Credentials, type TooManyPasswords } from '../accounts/credentials.js';
import { Decisions } from '../event-store/decisions.js';
import type { Origin } from '../event-store/event-metadata.js';
import type { CodeRefusal } from './code.policy.js';
import { Codes } from './codes.js';
import { DEFAULT_LOCK_POLICY } from './lock.policy.js';
import { proveFully } from './two-factor.decider.js';
import { protectionOf, twoFactor } from './two-factor.state.js';

/** What somebody gives to prove who they are. */
export interface Proof {
  readonly password: string;
  /** Needed only while 2FA is on. */
  readonly code: string | null;
  /** The client's: attempts at passwords are counted by it. */
  readonly network: string;
}

export type Proved =
  | { readonly kind: 'proved'; readonly passwordVersion: number }
  | { readonly code: 'passwordRefused' | 'codeRequired' }
  | CodeRefusal
  | TooManyPasswords;

/** Password and, while 2FA is on, code, proved together in one act. The code is spent with it. */
@Injectable()
export class FullProof {
  constructor(
    private readonly credentials: Credentials,
    private readonly decisions: Decisions,
    private readonly codes: Codes,
  ) {}

  async of(
    accountId: string,
    { password, code, network }: Proof,
    purpose: Parameters<typeof proveFully>[1]['purpose'],
    origin: Origin,
  ): Promise<Proved> {
    const checked = await this.credentials.checkByAccount(accountId, password, network);
    if (checked.kind === 'tooMany') return { code: 'tooManyPasswords', retryAt: checked.retryAt };
    if (checked.kind === 'wrong') return { code: 'passwordRefused' };
    const decision = await this.decisions.decide(twoFactor, accountId, origin, async (state, now) => {
      const protection = code === null ? null : protectionOf(state.factor);
      const check = await this.codes.check(accountId, protection, code ?? '', now);
      return proveFully(state, { now, lockPolicy: DEFAULT_LOCK_POLICY, purpose, check });
    });
    if (decision.kind === 'refused') return decision.reason;
    return { kind: 'proved', passwordVersion: checked.passwordVersion };
  }
}
