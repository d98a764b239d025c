import { Injectable } from '@nestjs/common';
import { Clock } from '../clock.js';
import { Config } from '../config/config.js';
import { hashToken, isToken } from '../crypto/token.js';
import { note } from '../logging/security-notes.js';
import { isAlive } from '../sign-in/session.policy.js';
import { Sessions, type Session } from '../sign-in/sessions.js';
import { ApiKeys } from './api-keys.js';
import type { Caller } from './caller.js';

/** A session's last use is kept to the minute, or every request would write. */
const USE_RECORDED_EVERY_MS = 60_000;

const ANONYMOUS: Caller = { kind: 'anonymous' };

/** Tells who a bearer token or session cookie belongs to, asking the store each time: revoked is revoked. */
@Injectable()
export class Authentication {
  constructor(
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly sessions: Sessions,
    private readonly apiKeys: ApiKeys,
  ) {}

  /**
   * @param authorization the value of an `Authorization` header; when there is one, the cookie does not count
   * @param cookie the session cookie's value
   */
  async callerOf(authorization: string | undefined, cookie: string | undefined): Promise<Caller> {
    const token = authorization === undefined ? cookie : /^Bearer ([\w-]+)$/i.exec(authorization)?.[1];
    if (token !== undefined && isToken('session', token)) return this.person(token);
    if (token !== undefined && isToken('key', token) && authorization !== undefined) return this.key(token);
    if (authorization !== undefined || cookie !== undefined) note({ token: 'unknown' });
    return ANONYMOUS;
  }

  /** A request, by which a session shows that it is still in use; an open socket shows nothing. */
  async recordUse(caller: Caller): Promise<void> {
    if (caller.kind !== 'person') return;
    const { id, lastUsedAt } = caller.session;
    const now = this.clock.now();
    if (now.getTime() - lastUsedAt.getTime() >= USE_RECORDED_EVERY_MS) await this.sessions.touch(id, now);
  }

  /** Those of several callers who are still good: sessions end and keys are revoked while sockets stay open. */
  async stillGood(callers: readonly Caller[]): Promise<ReadonlySet<Caller>> {
    const people = callers.filter((caller) => caller.kind === 'person');
    const keys = callers.filter((caller) => caller.kind === 'key');
    const [sessions, apiKeys] = await Promise.all([
      people.length > 0 ? this.sessions.findAll(people.map(({ session }) => session.tokenHash)) : [],
      keys.length > 0 ? this.apiKeys.list() : [],
    ]);
    const alive = await Promise.all(sessions.map((session) => this.keptAlive(session)));
    const good = new Set([
      ...alive.flatMap((session) => session?.id ?? []),
      ...apiKeys.filter(({ revokedAt }) => revokedAt === null).map(({ id }) => id),
    ]);
    return new Set([
      ...people.filter(({ session }) => good.has(session.id)),
      ...keys.filter(({ apiKey }) => good.has(apiKey.id)),
    ]);
  }

  private async person(token: string): Promise<Caller> {
    const session = await this.sessions.find(hashToken(token));
    if (session) note({ accountId: session.accountId, sessionId: session.id });
    const alive = session && (await this.keptAlive(session));
    if (alive) return { kind: 'person', session: alive };
    note({ token: session ? 'expired' : 'unknown' });
    return ANONYMOUS;
  }

  /** A session that was seen to be over is taken away: a clock that steps back doesn't make it good again. */
  private async keptAlive(session: Session): Promise<Session | undefined> {
    if (isAlive(session, this.clock.now(), this.config)) return session;
    await this.sessions.end(session.id);
    return undefined;
  }

  private async key(token: string): Promise<Caller> {
    const apiKey = await this.apiKeys.find(hashToken(token));
    if (apiKey) note({ apiKeyId: apiKey.id });
    if (apiKey?.revokedAt === null) return { kind: 'key', apiKey };
    note({ token: apiKey ? 'revoked' : 'unknown' });
    return ANONYMOUS;
  }
}
