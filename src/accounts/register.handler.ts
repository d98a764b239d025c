import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { randomUUIDv7 } from 'node:crypto';
import type { Client } from '../access/client.js';
import { Vault } from '../crypto/vault.js';
import { Decisions } from '../event-store/decisions.js';
import type { Origin } from '../event-store/event-metadata.js';
import { abandon, register } from './account.decider.js';
import { account } from './account.state.js';
import { AccountNetworks } from './account-networks.js';
import { NewPasswords } from './new-passwords.js';
import type { PasswordProblem } from './password.policy.js';
import { RegistrationBudget } from './registration-budget.js';
import { claim, username as name, type UsernameState } from './username.decider.js';
import { canonicalUsername, checkUsername, type UsernameProblem } from './username.policy.js';

/** How long a claimed name waits for its account before another registration may give it up. */
const UNFINISHED_AFTER_MS = 60_000;

export type Registration =
  | { readonly kind: 'registered'; readonly accountId: string }
  | { readonly kind: 'usernameTaken' }
  | { readonly kind: 'usernameInvalid'; readonly problem: UsernameProblem }
  | { readonly kind: 'passwordInvalid'; readonly problem: PasswordProblem }
  /** Too many came from there: nothing was looked at. */
  | { readonly kind: 'tooMany'; readonly retryAt: Date };

export class Register extends Command<Registration> {
  constructor(
    readonly username: string,
    readonly password: string,
    readonly client: Client,
    readonly origin: Omit<Origin, 'actor'>,
  ) {
    super();
  }
}

/**
 * Claims the name, then makes the account. Two streams cannot be written at once, so
 * a crash in between leaves a claim without an account; the next one to ask for the
 * name finds it, gives that account up for good, and claims the name anew.
 */
@CommandHandler(Register)
export class RegisterHandler implements ICommandHandler<Register> {
  constructor(
    private readonly newPasswords: NewPasswords,
    private readonly decisions: Decisions,
    private readonly vault: Vault,
    private readonly networks: AccountNetworks,
    private readonly budget: RegistrationBudget,
  ) {}

  async execute({ username: raw, password, client, origin }: Register): Promise<Registration> {
    const checked = checkUsername(raw);
    if ('problem' in checked) return { kind: 'usernameInvalid', problem: checked.problem };
    const { username } = checked;
    const problem = await this.newPasswords.problemOf(password, username);
    if (problem) return { kind: 'passwordInvalid', problem };
    const done = await this.budget.spend(client.network, () =>
      this.register(username, password, client, origin),
    );
    return 'retryAt' in done ? { kind: 'tooMany', retryAt: done.retryAt } : done;
  }

  private async register(
    username: string,
    password: string,
    client: Client,
    { operation, ...request }: Register['origin'],
  ): Promise<Registration> {
    const accountId = randomUUIDv7();
    const actor = { kind: 'person', accountId, sessionId: null } as const;
    const origin: Origin = { actor, operation, ...request };
    const nameId = await this.vault.blindIndex(canonicalUsername(username));
    // A name that somebody has is not worth a hash, which keeps others waiting.
    if (await this.isTaken(nameId)) return { kind: 'usernameTaken' };
    // Before the claim: the slow part must not stand between claim and account.
    const passwordHash = await this.newPasswords.hash(password);

    const claimed = await this.decisions.decide(name, nameId, origin, async (state, now) =>
      claim(state, { accountId, now, holderIsGone: await this.holderIsGone(state, now, origin) }),
    );
    if (claimed.kind === 'refused') return { kind: 'usernameTaken' };

    await this.vault.createAccountKey(accountId);
    const facts = {
      sealedUsername: await this.vault.seal(accountId, 'username', username),
      sealedPasswordHash: await this.vault.seal(accountId, 'password-hash', passwordHash),
    };
    const made = await this.decisions.decide(account, accountId, origin, (state) => register(state, facts));
    if (made.kind === 'refused') return { kind: 'usernameTaken' };
    await this.networks.madeFrom(accountId, client);
    return { kind: 'registered', accountId };
  }

  private async isTaken(nameId: string): Promise<boolean> {
    const { state } = await this.decisions.load(name, nameId);
    if (state.status === 'free') return false;
    const holder = await this.decisions.load(account, state.accountId);
    return holder.state.status === 'registered';
  }

  /** Whether the account a name was claimed for is erased or given up, giving it up if it is overdue. */
  private async holderIsGone(state: UsernameState, now: Date, origin: Origin): Promise<boolean> {
    if (state.status === 'free') return false;
    const holder = await this.decisions.load(account, state.accountId);
    if (holder.state.status === 'abandoned' || holder.state.status === 'erased') return true;
    const overdue = now.getTime() - new Date(state.claimedAt).getTime() > UNFINISHED_AFTER_MS;
    if (holder.state.status !== 'absent' || !overdue) return false;
    const givenUp = await this.decisions.decide(account, state.accountId, origin, abandon);
    return givenUp.kind === 'accepted';
  }
}
