/** The tables, as the query builder needs to know them; `migrations.ts` makes them. */
export interface Schema {
  readonly wrapped_keys: { readonly owner: string; readonly wrapped: string };
  readonly challenges: {
    readonly token_hash: string;
    readonly account_id: string;
    readonly enrollment_id: string;
    readonly password_version: number;
    readonly expires_at: Date;
  };
  readonly sessions: {
    readonly token_hash: string;
    readonly id: string;
    readonly account_id: string;
    readonly assurance_level: string;
    readonly amr: readonly string[];
    readonly created_at: Date;
    readonly expires_at: Date;
    readonly last_used_at: Date;
    readonly sealed_client: string | null;
  };
  readonly password_attempts: { readonly key: string; readonly full_at: Date };
  readonly known_networks: { readonly key: string; readonly last_seen_at: Date };
  readonly api_keys: {
    readonly token_hash: string;
    readonly id: string;
    readonly name: string;
    readonly role: string;
    readonly created_at: Date;
    readonly revoked_at: Date | null;
  };
  readonly checkpoints: {
    readonly projection: string;
    readonly version: number;
    readonly position: number;
  };
  readonly parked_events: {
    readonly projection: string;
    readonly position: number;
    readonly stream: string;
    readonly event_id: string;
    readonly type: string;
    readonly error: string;
  };
  readonly log_mark: {
    readonly id: number;
    readonly position: number;
    readonly stream: string | null;
    readonly revision: number | null;
    readonly event_id: string | null;
    readonly restored_at: Date | null;
  };
  readonly outbox: {
    readonly id: string;
    readonly type: string;
    readonly account_id: string;
    readonly at: string;
    readonly details: string;
    readonly attempts: number;
    readonly due_at: Date;
  };
  readonly parked_notifications: { readonly id: string; readonly error: string };
  readonly tree: {
    readonly id: number;
    readonly size: number;
    readonly position: number;
    readonly stream: string;
    readonly revision: number;
  };
  readonly tree_tiles: {
    readonly level: number;
    readonly place: number;
    readonly first_position: number | null;
    readonly hashes: Buffer;
  };
  readonly tree_heads: {
    readonly tree_size: number;
    readonly root_hash: string;
    readonly signed_at: string;
    readonly key_id: string;
    readonly signature: string;
  };
  readonly delivered_heads: { readonly id: number; readonly up_to_size: number };
  /** Made by the projection of that name, from its own description. */
  readonly accounts: {
    readonly id: string;
    readonly name_id: string | null;
    readonly sealed_username: string | null;
    readonly registered_at: string | null;
    readonly registered_position: number | null;
    readonly two_factor: string | null;
    readonly two_factor_since: string | null;
    readonly enrollment_expires_at: string | null;
    readonly recovery_codes_left: number | null;
    readonly erased_position: number | null;
  };
}
