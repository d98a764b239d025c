import type { LogRecord } from './records.js';

export type Action = 'read' | 'write' | 'delete' | 'metadataRead' | 'metadataWrite';

/** Of `EventStore.Core/Data/StreamMetadata.cs`: what `$$stream` says about `stream`, as far as the server acts on it. */
export interface StreamMetadata {
  readonly maxCount?: number;
  /** Seconds. */
  readonly maxAge?: number;
  readonly truncateBefore?: number;
  readonly acl?: Partial<Record<Action, readonly string[]>>;
}

/** `$tb` of a deleted stream, as JSON: 2^63 - 1, which a number only comes near. */
export const DELETED = 9223372036854775807n;

const ACL_KEYS = {
  $r: 'read',
  $w: 'write',
  $d: 'delete',
  $mr: 'metadataRead',
  $mw: 'metadataWrite',
} as const;

export function isSoftDeleted({ truncateBefore }: StreamMetadata): boolean {
  return truncateBefore === Number(DELETED);
}

/** What cannot be understood counts as no metadata, as it does there. */
export function streamMetadata(record: LogRecord | undefined): StreamMetadata {
  if (!record?.isJson) return {};
  try {
    const json = JSON.parse(text(record.data)) as Record<string, unknown>;
    const { $maxCount, $maxAge, $tb, $acl } = json;
    return {
      ...($maxCount !== undefined && integer($maxCount) > 0 && { maxCount: integer($maxCount) }),
      ...($maxAge !== undefined && integer($maxAge) > 0 && { maxAge: integer($maxAge) }),
      ...($tb !== undefined && integer($tb) >= 0 && { truncateBefore: integer($tb) }),
      ...($acl !== undefined && { acl: rolesOf($acl as Record<string, unknown>) }),
    };
  } catch {
    return {};
  }
}

/** The metadata with another `$tb`; `undefined` if it is no JSON object. */
export function withTruncateBefore(data: Uint8Array, truncateBefore: number): Uint8Array | undefined {
  try {
    const json = JSON.parse(text(data)) as Record<string, unknown>;
    return Buffer.from(JSON.stringify({ ...json, $tb: truncateBefore }));
  } catch {
    return undefined;
  }
}

function rolesOf(acl: Record<string, unknown>): NonNullable<StreamMetadata['acl']> {
  const entries = Object.entries(ACL_KEYS).filter(([key]) => acl[key] !== undefined);
  return Object.fromEntries(entries.map(([key, action]) => [action, [acl[key]].flat()]));
}

function integer(value: unknown): number {
  if (!Number.isInteger(value)) throw new TypeError('not an integer');
  return value as number;
}

function text(data: Uint8Array): string {
  return Buffer.from(data).toString('utf8');
}
