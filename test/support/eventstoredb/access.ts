import type { Metadata } from '@grpc/grpc-js';
import { originalOf } from './records.js';
import { unauthenticated } from './refusals.js';
import type { Action } from './stream-metadata.js';
import type { StreamStore } from './stream-store.js';

export interface User {
  readonly password: string;
  readonly groups?: readonly string[];
}

/** Names and groups somebody goes by; none for the anonymous. */
export type Principal = ReadonlySet<string>;

const ADMINS = '$admins';
const EVERYONE = '$all';

/** Who a new server knows. */
export const DEFAULT_USERS: Readonly<Record<string, User>> = {
  admin: { password: 'changeit', groups: [ADMINS] },
  ops: { password: 'changeit', groups: ['$ops'] },
};

/** Basic authentication, and the access lists of `LegacyStreamPermissionAssertion`. */
export class Access {
  private readonly store: StreamStore;
  private readonly users: Readonly<Record<string, User>> | undefined;

  /** @param users none for a server without TLS, where everybody may do everything */
  constructor(store: StreamStore, users: Readonly<Record<string, User>> | undefined) {
    this.store = store;
    this.users = users;
  }

  /** Without credentials a caller is anonymous; with wrong ones it is turned away at once. */
  authenticate(headers: Metadata): Principal {
    if (!this.users) return new Set([ADMINS]);
    const header = headers.get('authorization')[0]?.toString();
    if (header === undefined) return new Set();
    const [name = '', password] = Buffer.from(header.replace('Basic ', ''), 'base64')
      .toString('utf8')
      .split(':');
    const user = Object.hasOwn(this.users, name) ? this.users[name] : undefined;
    if (!user || user.password !== password) throw unauthenticated();
    return new Set([name, ...(user.groups ?? [])]);
  }

  may(principal: Principal, action: 'read' | 'write' | 'delete', stream: string): boolean {
    if (principal.size === 0) return false;
    if (stream === '$all' && action !== 'read') return false;
    const original = originalOf(stream);
    if (original === undefined) return this.isListed(principal, action, stream);
    if (action === 'delete') return false;
    return this.isListed(principal, action === 'read' ? 'metadataRead' : 'metadataWrite', original);
  }

  private isListed(principal: Principal, action: Action, stream: string): boolean {
    if (principal.has(ADMINS)) return true;
    const byDefault = stream.startsWith('$') ? ADMINS : EVERYONE;
    const roles = this.store.metadataOf(stream).acl?.[action] ?? [byDefault];
    return roles.includes(EVERYONE) || roles.some((role) => principal.has(role));
  }
}
