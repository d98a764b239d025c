/** How many attempts may come at once, and how many seconds later each of them may come again. */
export interface Rate {
  readonly burst: number;
  readonly everySeconds: number;
}

/** A budget of attempts, filled up as time goes by. */
export interface Budget extends Rate {
  /** Whose it is, so that nobody who reads it can tell. */
  readonly key: string;
}

/**
 * Guesses at one account from one client network. Whoever the account signed in from
 * before has nothing else to share: a stranger elsewhere can use up what they like. And one network alone never has
 * more than a fifth of {@link PER_ACCOUNT_FROM_ELSEWHERE}, so that it keeps nobody out at a new one.
 */
export const PER_ACCOUNT_AND_NETWORK: Rate = { burst: 10, everySeconds: 180 };

/** Guesses from one network at whatever accounts: trying one password everywhere is slow. */
export const PER_NETWORK: Rate = { burst: 50, everySeconds: 10 };

/**
 * Guesses at one account, wherever from: having many addresses helps little. Used up, it keeps nobody out at the
 * networks the account signed in from before.
 */
export const PER_ACCOUNT_FROM_ELSEWHERE: Rate = { burst: 100, everySeconds: 36 };

/** How long a network counts as one of the account's own after the last sign-in from there. */
export const KNOWN_FOR_DAYS = 90;

/** What an attempt comes to for one budget; times are those at which the budget is full again, in milliseconds. */
export interface Taken {
  readonly fullAt: number;
  /** When there will be an attempt; `null` when one was taken. */
  readonly retryAt: number | null;
}

/**
 * Takes one attempt: the generic cell rate algorithm, which needs to know one instant.
 * A clock that stepped back leaves one attempt: what it says of the others can't be told.
 * @param fullAt when the budget is full again; `undefined` when it was never used
 */
export function take({ burst, everySeconds }: Rate, fullAt: number | undefined, now: number): Taken {
  const [whole, one] = [burst * everySeconds * 1_000, everySeconds * 1_000];
  const told = Math.max(fullAt ?? now, now);
  // Longer than it takes to fill up: told by a clock that was ahead.
  const known = told > now + whole ? now + whole - one : told;
  const next = known + one;
  return next <= now + whole ? { fullAt: next, retryAt: null } : { fullAt: known, retryAt: next - whole };
}

/** Gives an attempt back that was none: the password was right. */
export function giveBack({ everySeconds }: Rate, fullAt: number): number {
  return fullAt - everySeconds * 1_000;
}

/** Takes one attempt from each budget, or none from any. */
export function takeFromAll(
  budgets: readonly Budget[],
  fullAt: ReadonlyMap<string, number>,
  now: number,
): { readonly retryAt: number | null; readonly changes: ReadonlyMap<string, number> } {
  const taken = budgets.map((budget) => ({ key: budget.key, ...take(budget, fullAt.get(budget.key), now) }));
  const retries = taken.flatMap(({ retryAt }) => retryAt ?? []);
  const refused = retries.length > 0;
  const changed = refused ? [] : taken;
  return {
    retryAt: refused ? Math.max(...retries) : null,
    changes: new Map(changed.map(({ key, fullAt: until }) => [key, until])),
  };
}
