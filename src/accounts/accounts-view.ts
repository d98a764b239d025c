/** Whether 2FA protects the account; `unknown` when its events cannot be understood. */
export type TwoFactorStatus = 'off' | 'pending' | 'on' | 'unknown';

/** An account as the read model has it. */
export interface AccountRow {
  readonly id: string;
  readonly sealedUsername: string;
  readonly registeredAt: Date;
  /** Position of the registration, which orders the list. */
  readonly registeredPosition: number;
  readonly twoFactor: TwoFactorStatus;
  /** Since when it is on or off. */
  readonly twoFactorSince: Date;
  /** Until when an enrollment under way may be confirmed. */
  readonly enrollmentExpiresAt: Date | null;
  /** `null` when there are none: 2FA is off, or was turned on before there were any. */
  readonly recoveryCodesLeft: number | null;
}

/** All that is left of an account that was erased. */
export interface ErasedRow {
  readonly id: string;
  /** Position of the erasure. */
  readonly position: number;
}

export interface AccountsPage {
  /** Registration position of the last account already seen. */
  readonly after: number;
  readonly limit: number;
  readonly twoFactor: TwoFactorStatus | null;
  /** An enrollment that expired before is no longer pending. */
  readonly now: Date;
}

/** Reads the accounts projection. */
export abstract class AccountsView {
  abstract byId(id: string, now: Date): Promise<AccountRow | undefined>;

  /** @param nameId the blind index of the canonical username */
  abstract byName(nameId: string, now: Date): Promise<AccountRow | undefined>;

  /** Accounts in the order they registered. */
  abstract page(page: AccountsPage): Promise<readonly AccountRow[]>;

  /** Accounts that were erased, in the order it happened, from behind the position `after`. */
  abstract erased(after: number, limit: number): Promise<readonly ErasedRow[]>;
}
