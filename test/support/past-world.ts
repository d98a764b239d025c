import { randomUUIDv7 } from 'node:crypto';
import { endSessions, register } from '../../src/accounts/account.decider.js';
import { account } from '../../src/accounts/account.state.js';
import { DecidingEvents } from '../../src/audit/deciding-events.js';
import { HistoryEvents } from '../../src/audit/history-events.js';
import { ReadTwoFactorAt, ReadTwoFactorAtHandler } from '../../src/audit/read-two-factor-at.query.js';
import type { Point } from '../../src/audit/stream-past.js';
import { MasterKeys } from '../../src/crypto/master-keys.js';
import { Vault } from '../../src/crypto/vault.js';
import type { WrappedKeys } from '../../src/crypto/wrapped-keys.js';
import { accepted } from '../../src/event-store/decider.js';
import { Decisions } from '../../src/event-store/decisions.js';
import type { EventStore } from '../../src/event-store/event-store.js';
import { LogGuard } from '../../src/event-store/log-guard.js';
import { LogKey } from '../../src/event-store/log-key.js';
import type { LogMarks } from '../../src/event-store/log-marks.js';
import type { TwoFactorEvent } from '../../src/two-factor/two-factor.events.js';
import { twoFactor } from '../../src/two-factor/two-factor.state.js';
import { TestClock } from './test-clock.js';

const ORIGIN = {
  actor: { kind: 'system' },
  operation: 'test',
  correlationId: 'request-1',
  causationId: 'command-1',
} as const;

/** What a past is kept in. */
export interface PastStores {
  readonly eventStore: EventStore;
  readonly wrappedKeys: WrappedKeys;
  readonly outbox: LogMarks;
}

/** One account whose 2FA lives as a test has it, appended as the service appends, and its past asked for. */
export class PastWorld {
  readonly accountId = randomUUIDv7();
  readonly clock = new TestClock();
  readonly decisions: Decisions;
  readonly vault: Vault;
  private readonly reader: ReadTwoFactorAtHandler;

  constructor({ eventStore, wrappedKeys, outbox }: PastStores) {
    const masterKeys = new MasterKeys([Buffer.alloc(32, 7)]);
    const key = new LogKey(wrappedKeys, masterKeys, eventStore);
    this.decisions = new Decisions(eventStore, this.clock, new LogGuard(eventStore, outbox), key);
    this.vault = new Vault(wrappedKeys, masterKeys, async () => true);
    const history = new HistoryEvents(eventStore, this.vault);
    const deciding = new DecidingEvents(eventStore, history);
    this.reader = new ReadTwoFactorAtHandler(eventStore, this.clock, this.decisions, deciding, history);
  }

  async register(): Promise<void> {
    await this.vault.createAccountKey(this.accountId);
    const facts = { sealedUsername: 'v1.name', sealedPasswordHash: 'v1.hash' };
    await this.decisions.decide(account, this.accountId, ORIGIN, (state) => register(state, facts));
  }

  /** One append; the clock then goes on by a minute. */
  async happens(...events: readonly TwoFactorEvent[]): Promise<void> {
    await this.decisions.decide(twoFactor, this.accountId, ORIGIN, () => accepted(...events));
    this.clock.advance({ seconds: 60 });
  }

  /** One append to the account's own stream, which says nothing of its 2FA; the clock then goes on by a minute. */
  async somethingElse(): Promise<void> {
    await this.decisions.decide(account, this.accountId, ORIGIN, endSessions);
    this.clock.advance({ seconds: 60 });
  }

  /** What a reset is appended with when this reason is given. */
  sealedReason(reason: string): Promise<string> {
    return this.vault.seal(this.accountId, 'reset-reason', reason);
  }

  read(point: Point) {
    return this.reader.execute(new ReadTwoFactorAt(this.accountId, point));
  }
}
