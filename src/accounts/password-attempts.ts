import type { Budget } from './password-budget.policy.js';

/** Counts attempts at passwords. Replicas share the count. */
export abstract class PasswordAttempts {
  /**
   * Takes one attempt from each budget, in this order, or none from any: of attempts that
   * come at once, on whichever replica, no more than there are succeed.
   * @returns `null` when taken, otherwise when there will be one
   */
  abstract take(budgets: readonly Budget[], now: Date): Promise<Date | null>;

  /** Gives back what one {@link take} took. */
  abstract giveBack(budgets: readonly Budget[]): Promise<void>;

  /** Forgets the budgets that were full before `before`. */
  abstract sweep(before: Date): Promise<void>;
}
