import { Injectable } from '@nestjs/common';
import { Credentials, type TooManyPasswords } from '../accounts/credentials.js';
import { Decisions } from '../event-store/decisions.js';
import type { Origin } from '../event-store/event-metadata.js';
import type { CodeRefusal } from './code.policy.js';
import { Codes } from './codes.js';
import { DEFAULT_LOCK_POLICY } from './lock.policy.js';
import { proveFully } from './two-factor.decider.js';
import { twoFactor } from './two-factor.state.js';

/** What somebody gives to prove who they are. */
export interface Proof {
  readonly password: string;
  /** Needed only while 2FA is on. */
  readonly code: string | null;
  /** The client's: attempts at passwords are counted by it. */
  readonly network: string;
}

/** The same for acts that need a code, whatever it is checked against. */
export interface ProofWithCode extends Proof {
  readonly code: string;
}

/** Why it proves nothing. */
export type ProofRefusal = CodeRefusal | PasswordRefusal;

type PasswordRefusal = TooManyPasswords | { readonly code: 'passwordRefused' };

interface ProvedPassword {
  readonly kind: 'proved';
  readonly passwordVersion: number;
}

export type Proved = ProvedPassword | ProofRefusal | CodeMissing;

interface CodeMissing {
  readonly code: 'codeRequired';
}

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
    proof: Proof,
    purpose: Parameters<typeof proveFully>[1]['purpose'],
    origin: Origin,
  ): Promise<Proved> {
    const proved = await this.ofPassword(accountId, proof);
    if ('code' in proved) return proved;
    return (await this.refusalOf(accountId, proof.code, purpose, origin)) ?? proved;
  }

  /** The part of the password, for an act that has to do something more before it spends a code. */
  async ofPassword(
    accountId: string,
    { password, network }: Proof,
  ): Promise<ProvedPassword | PasswordRefusal> {
    const checked = await this.credentials.checkByAccount(accountId, password, network);
    if ('code' in checked) return checked;
    if (checked.kind === 'wrong') return { code: 'passwordRefused' };
    return { kind: 'proved', passwordVersion: checked.passwordVersion };
  }

  /** The part of the code, which is spent with it. @returns why it is refused */
  async refusalOf(
    accountId: string,
    code: string | null,
    purpose: Parameters<typeof proveFully>[1]['purpose'],
    origin: Origin,
  ): Promise<CodeRefusal | CodeMissing | undefined> {
    const decision = await this.decisions.decide(twoFactor, accountId, origin, async (state, now) => {
      const check = code === null ? null : await this.codes.check(accountId, state, code, now);
      return proveFully(state, { now, lockPolicy: DEFAULT_LOCK_POLICY, purpose, check });
    });
    return decision.kind === 'refused' ? decision.reason : undefined;
  }
}
