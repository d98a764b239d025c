/** What an API key may do: see `access.policy.ts`. */
export const roles = ['application', 'auditor', 'administrator'] as const;
export type Role = (typeof roles)[number];

export interface ApiKey {
  readonly id: string;
  /** What the operator calls it. */
  readonly name: string;
  readonly role: Role;
  readonly tokenHash: string;
  readonly createdAt: Date;
  readonly revokedAt: Date | null;
}

/** Keeps API keys. Changes made by another process (the command line) are seen at once. */
export abstract class ApiKeys {
  abstract add(key: ApiKey): Promise<void>;

  abstract find(tokenHash: string): Promise<ApiKey | undefined>;

  /** All keys, oldest first, revoked ones too. */
  abstract list(): Promise<readonly ApiKey[]>;

  /** Revokes a key; false when there is none of this id that is still good. */
  abstract revoke(id: string, at: Date): Promise<boolean>;
}
