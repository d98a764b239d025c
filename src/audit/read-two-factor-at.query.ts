import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { hasHistory } from '../accounts/account.decider.js';
import { account } from '../accounts/account.state.js';
import { Clock } from '../clock.js';
import { metadataOf } from '../event-store/codec.js';
import { Decisions } from '../event-store/decisions.js';
import { streamOf } from '../event-store/stream-name.js';
import { EventStore, NO_STREAM, type RecordedEvent } from '../event-store/event-store.js';
import { twoFactor, type Factor, type TwoFactorState } from '../two-factor/two-factor.state.js';
import { DecidingEvents } from './deciding-events.js';
import { HistoryEvents, type HistoryEvent } from './history-events.js';
import { StreamPast, type Point } from './stream-past.js';

/** An account's 2FA as it was. */
export interface TwoFactorThen {
  readonly kind: 'then';
  /** The instant asked for; at a position, the time of the last event of the account up to there. */
  readonly at: Date;
  readonly status: Factor['status'];
  /** When it became that: the time of `decidedBy`, the end of its enrollment if that expired, or the registration. */
  readonly since: Date;
  /** Until when the enrollment under way could be confirmed; `null` unless `pending`. */
  readonly enrollmentExpiresAt: Date | null;
  /** The end of the lock that held; `null` when none did. */
  readonly lockedUntil: Date | null;
  /** Wrong codes in a row. */
  readonly failures: number;
  /** Recovery codes that were left; `null` when there were none to be left. */
  readonly recoveryCodesLeft: number | null;
  /** What made the status what it was; `null` when 2FA had never been on nor begun. */
  readonly decidedBy: HistoryEvent | null;
  /** The last event up to then; `null` when there was none. */
  readonly lastEvent: HistoryEvent | null;
  /** Positions of what was the last event the other times the clock showed that instant. */
  readonly otherPositions: readonly number[];
}

export type PastOutcome =
  | TwoFactorThen
  | { readonly kind: 'noAccount' }
  /** The account was registered later. */
  | { readonly kind: 'notYet'; readonly registeredAt: Date }
  /** The account was erased before. */
  | { readonly kind: 'noMore'; readonly erasedAt: Date }
  /** The instant, or the position, is yet to come. */
  | { readonly kind: 'future' };

/** What protected an account at a point of the past, by the fold the service decides with. */
export class ReadTwoFactorAt extends Query<PastOutcome> {
  constructor(
    readonly accountId: string,
    readonly point: Point,
  ) {
    super();
  }
}

@QueryHandler(ReadTwoFactorAt)
export class ReadTwoFactorAtHandler implements IQueryHandler<ReadTwoFactorAt> {
  constructor(
    private readonly events: EventStore,
    private readonly clock: Clock,
    private readonly decisions: Decisions,
    private readonly deciding: DecidingEvents,
    private readonly history: HistoryEvents,
  ) {}

  async execute({ accountId, point }: ReadTwoFactorAt): Promise<PastOutcome> {
    const { state, newest } = await this.decisions.load(account, accountId);
    if (!hasHistory(state)) return { kind: 'noAccount' };
    if (await this.isYetToCome(point)) return { kind: 'future' };
    const own = new StreamPast(this.events, streamOf(account, accountId));
    const revisions = await new StreamPast(this.events, streamOf(twoFactor, accountId)).revisionsAt(point);
    const registered = momentOf(await own.read(0));
    // Whatever had happened to an account, it had been registered before, also when the clock was put back since.
    const [ownRevision = NO_STREAM] = await own.revisionsAt(point);
    if (ownRevision === NO_STREAM && revisions.length === 0)
      return { kind: 'notYet', registeredAt: registered.at };
    const last = ownRevision === NO_STREAM ? registered : momentOf(await own.read(ownRevision));
    if (state.status === 'erased' && ownRevision === newest?.revision)
      return { kind: 'noMore', erasedAt: last.at };
    return this.asItWas(accountId, { registered, last }, point, revisions);
  }

  private async isYetToCome(point: Point): Promise<boolean> {
    return 'at' in point ? point.at > this.clock.now() : point.position > (await this.events.head());
  }

  /**
   * @param own when the account was registered, and of its own events the last one then
   * @param revisions of what was the last event of the account's 2FA then, if any; the last time first
   */
  private async asItWas(
    accountId: string,
    own: { readonly registered: Moment; readonly last: Moment },
    point: Point,
    revisions: readonly number[],
  ): Promise<TwoFactorThen> {
    const past = new StreamPast(this.events, streamOf(twoFactor, accountId));
    const [upTo = NO_STREAM, ...others] = revisions;
    const { state, revision } = await this.decisions.load(twoFactor, accountId, upTo);
    const lastEvent = revision === NO_STREAM ? undefined : await past.read(revision);
    const at = 'at' in point ? point.at : later(own.last, lastEvent && momentOf(lastEvent)).at;
    const factor = factorAt(state, at);
    // An enrollment nobody confirmed was under way until it expired: it decides that 2FA was off from then on.
    const deciding = await this.deciding.find(accountId, revision, state.factor);
    const expired = state.factor.status === 'pending' && factor.status === 'off' ? state.factor : undefined;
    const decidedAt = expired?.enrollment.expiresAt ?? deciding?.metadata.at;
    return {
      kind: 'then',
      at,
      status: factor.status,
      since: decidedAt === undefined ? own.registered.at : new Date(decidedAt),
      enrollmentExpiresAt: factor.status === 'pending' ? new Date(factor.enrollment.expiresAt) : null,
      lockedUntil: lockEndAt(state, at),
      failures: state.failures,
      recoveryCodesLeft: factor.status === 'on' ? (factor.recovery?.unused.length ?? null) : null,
      decidedBy: deciding ? await this.history.withReason(accountId, deciding) : null,
      lastEvent: lastEvent ? await this.history.open(accountId, lastEvent) : null,
      otherPositions: await Promise.all(others.map(async (other) => (await past.read(other)).position)),
    };
  }
}

/** Where an event stands in the log, and what the clock showed then. */
interface Moment {
  readonly position: number;
  readonly at: Date;
}

function momentOf(event: RecordedEvent): Moment {
  return { position: event.position, at: new Date(metadataOf(event).at) };
}

/** The later one in the log, whatever the clock did in between. */
function later(one: Moment, other: Moment | undefined): Moment {
  return other && other.position > one.position ? other : one;
}

/** An enrollment nobody confirmed in time protects nothing, and nothing is under way any more. */
function factorAt({ factor }: TwoFactorState, at: Date): Factor {
  const isExpired = factor.status === 'pending' && at >= new Date(factor.enrollment.expiresAt);
  return isExpired ? { status: 'off' } : factor;
}

function lockEndAt({ lockedUntil }: TwoFactorState, at: Date): Date | null {
  const until = lockedUntil === null ? null : new Date(lockedUntil);
  return until && at < until ? until : null;
}
