import { Injectable } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { Clock } from '../clock.js';
import { PasswordHashes } from '../crypto/password-hashes.js';
import { SealBroken } from '../crypto/sealing.js';
import { AccountKeyMissing, Vault } from '../crypto/vault.js';
import { Decisions } from '../event-store/decisions.js';
import { Turns } from '../event-store/turns.js';
import { note } from '../logging/security-notes.js';
import { account } from './account.state.js';
import { PasswordAttempts } from './password-attempts.js';
import type { Budget } from './password-budget.policy.js';
import { PasswordBudgets, type AttemptBudgets } from './password-budgets.js';
import { isOverlong, normalisePassword } from './password.policy.js';
import { username as name } from './username.decider.js';
import { canonicalUsername, checkUsername } from './username.policy.js';

/** What checking a password came to. */
export type PasswordCheck = SeenPassword | TooManyPasswords;

type SeenPassword =
  | {
      readonly kind: 'right';
      readonly accountId: string;
      /** Which password of the account it is: what it earns is void once there is a newer one. */
      readonly passwordVersion: number;
    }
  | { readonly kind: 'wrong' };

/** Too many attempts were wrong: this one was not looked at. */
export interface TooManyPasswords {
  readonly code: 'tooManyPasswords';
  readonly retryAt: Date;
}

/** Stands in for an account where there is none, so that the same is done. */
const NOBODY = '00000000-0000-7000-8000-000000000000';

/**
 * Milliseconds after which an attempt is refused when what is shared is used up: several times what looking at a
 * password takes, so that it cannot be told from the time whether one was looked at.
 */
const REFUSED_AFTER_MS = 250;

/** Checks passwords against the log: by name when signing in, by account when an act asks again. */
@Injectable()
export class Credentials {
  private readonly turns = new Turns();

  constructor(
    private readonly clock: Clock,
    private readonly decisions: Decisions,
    private readonly vault: Vault,
    private readonly passwordHashes: PasswordHashes,
    private readonly budgets: PasswordBudgets,
    private readonly attempts: PasswordAttempts,
  ) {}

  /** Checks the password of who has a name. For a name nobody has, the same is done and told as for a wrong one. */
  async checkByName(rawUsername: string, password: string, network: string): Promise<PasswordCheck> {
    const checked = checkUsername(rawUsername);
    const nameId = await this.vault.blindIndex(
      'problem' in checked ? rawUsername : canonicalUsername(checked.username),
    );
    const { state } = await this.decisions.load(name, nameId);
    const accountId = state.status === 'claimed' ? state.accountId : undefined;
    return this.check(accountId ?? nameId, accountId, password, network);
  }

  /** Checks the password of who is signed in already. */
  checkByAccount(accountId: string, password: string, network: string): Promise<PasswordCheck> {
    return this.check(accountId, accountId, password, network);
  }

  private async check(
    subject: string,
    accountId: string | undefined,
    password: string,
    network: string,
  ): Promise<PasswordCheck> {
    note(accountId === undefined ? { accountId, nameIndex: subject } : { accountId });
    const came = performance.now();
    const budgets = await this.budgets.of(subject, network);
    const { own, shared } = budgets;
    // One at a time: right passwords that come at once give their attempts back before they run out.
    const checked = await this.turns.take(own.key, async () => {
      const retryAt = await this.attempts.take([own, ...shared], this.clock.now());
      if (!retryAt) return this.look([own, ...shared], accountId, password);
      if (await this.attempts.take([own], this.clock.now())) {
        note({ password: 'overLimit' });
        return { code: 'tooManyPasswords', retryAt } as const;
      }
      return this.lookAlthough(retryAt, budgets, accountId, password);
    });
    if (!('isLate' in checked)) return checked;
    await sleep(Math.max(0, came + REFUSED_AFTER_MS - performance.now()));
    return { code: 'tooManyPasswords', retryAt: checked.retryAt };
  }

  /** Looks whether a password is right. What was taken for it is given back when it was, or nothing was learnt of it. */
  private async look(
    taken: readonly Budget[],
    accountId: string | undefined,
    password: string,
  ): Promise<SeenPassword> {
    const passwordVersion = await this.versionOf(accountId, password).catch(async (fault: unknown) => {
      // That it cannot be given back is no other fault.
      await this.attempts.giveBack(taken).catch(() => undefined);
      throw fault;
    });
    const isRight = accountId !== undefined && passwordVersion !== undefined;
    note({ password: isRight ? 'right' : 'wrong' });
    if (!isRight) return { kind: 'wrong' };
    await this.attempts.giveBack(taken);
    return { kind: 'right', accountId, passwordVersion };
  }

  /**
   * What is shared is used up. Where the account is used from, its password still gets in; all else is answered as
   * if nothing had been looked at, at a moment that does not tell whether it was, and is counted all the same: who
   * used up what is shared learns neither who has an account nor who is used from there. No hash is made in place
   * of one that is not looked at, since names nobody has would then cost as many as somebody asks for.
   */
  private async lookAlthough(
    retryAt: Date,
    { own, isKnown }: AttemptBudgets,
    accountId: string | undefined,
    password: string,
  ): Promise<SeenPassword | { readonly isLate: true; readonly retryAt: Date }> {
    const checked = isKnown ? await this.look([own], accountId, password) : undefined;
    if (checked?.kind === 'right') return checked;
    note({ password: 'overLimit' });
    return { isLate: true, retryAt };
  }

  /** Which password of the account this is, if it is the one now; takes as long for no account. */
  private async versionOf(accountId: string | undefined, password: string): Promise<number | undefined> {
    if (isOverlong(password)) return undefined;
    const { state } = await this.decisions.load(account, accountId ?? NOBODY);
    const isRegistered = state.status === 'registered';
    const sealed = isRegistered ? state.sealedPasswordHash : '';
    const passwordHash = await this.openHash(accountId ?? NOBODY, sealed);
    const right = await this.passwordHashes.matches(passwordHash, normalisePassword(password));
    return right && isRegistered ? state.passwordVersion : undefined;
  }

  private async isErased(accountId: string): Promise<boolean> {
    const { state } = await this.decisions.load(account, accountId);
    return state.status === 'erased';
  }

  /** The hash; where there is none, its key has been looked for all the same. */
  private async openHash(accountId: string, sealed: string): Promise<string | undefined> {
    try {
      return await this.vault.open(accountId, 'password-hash', sealed);
    } catch (fault) {
      const isNothing = fault instanceof AccountKeyMissing || fault instanceof SealBroken;
      if (sealed === '' && isNothing) return undefined;
      // Erased since its state was read: there is no such account any more.
      if (fault instanceof AccountKeyMissing && (await this.isErased(accountId))) return undefined;
      throw fault;
    }
  }
}
