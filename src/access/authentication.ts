import { Injectable } from '@nestjs/common';
import { Clock } from '../clock.js';
import { hashToken, isToken } from '../crypto/token.js';
import { Sessions } from '../sign-in/sessions.js';
import { ApiKeys } from './api-keys.js';
import type { Caller } from './caller.js';

const ANONYMOUS: Caller = { kind: 'anonymous' };

/** Tells who a bearer token or session cookie belongs to, asking the store each time: revoked is revoked. */
@Injectable()
export class Authentication {
  constructor(
    private readonly clock: Clock,
    private readonly sessions: Sessions,
    private readonly apiKeys: ApiKeys,
  ) {}

  /**
   * @param authorization the value of an `Authorization` header; when there is one, the cookie does not count
   * @param cookie the session cookie's value
   */
  async callerOf(authorization: string | undefined, cookie: string | undefined): Promise<Caller> {
    const token = authorization === undefined ? cookie : /^Bearer ([\w-]+)$/i.exec(authorization)?.[1];
    if (token === undefined) return ANONYMOUS;
    if (isToken('session', token)) return this.person(token);
    if (isToken('key', token) && authorization !== undefined) return this.key(token);
    return ANONYMOUS;
  }

  private async person(token: string): Promise<Caller> {
    const session = await this.sessions.find(hashToken(token));
    return session && this.clock.now() < session.expiresAt ? { kind: 'person', session } : ANONYMOUS;
  }

  private async key(token: string): Promise<Caller> {
    const apiKey = await this.apiKeys.find(hashToken(token));
    return apiKey?.revokedAt === null ? { kind: 'key', apiKey } : ANONYMOUS;
  }
}
