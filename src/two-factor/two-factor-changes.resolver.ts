import { Logger } from '@nestjs/common';
import { Args, Context, ID, Resolver, Subscription } from '@nestjs/graphql';
import { access } from '../access/access.js';
import { decode, UnreadableEvent } from '../event-store/codec.js';
import { namesOf, streamOf } from '../event-store/stream-name.js';
import { EventStore, type RecordedEvent } from '../event-store/event-store.js';
import { followStream } from '../event-store/follow-stream.js';
import { RequestError } from '../graphql/masked-errors.js';
import type { RequestContext } from '../graphql/request-context.js';
import { endingWith } from '../graphql/ending-with.js';
import { Alarms } from '../logging/alarms.js';
import { twoFactor } from './two-factor.state.js';
import { twoFactorEvents } from './two-factor.events.js';
import { changeTypes, TwoFactorChange } from './two-factor.types.js';

const CHANGES: ReadonlySet<string> = new Set(changeTypes);

@Resolver()
export class TwoFactorChangesResolver {
  private readonly alarms = new Alarms(new Logger('Subscriptions'));

  constructor(private readonly events: EventStore) {}

  @Subscription(() => TwoFactorChange, {
    description: 'Changes of one account, or of all, from the log itself: in order, each once.',
    resolve: (change: TwoFactorChange) => change,
  })
  async twoFactorChanged(
    @Args('accountId', {
      type: () => ID,
      nullable: true,
      description: 'All accounts when left out, for applications and auditors.',
    })
    accountId: string | null,
    @Args('after', {
      type: () => String,
      nullable: true,
      description:
        'Position of the last change seen, or of the answer of a query. From now on when left out.',
    })
    after: string | null,
    @Context() { caller }: RequestContext,
  ): Promise<AsyncIterable<TwoFactorChange>> {
    const id = accountId ?? null;
    if (!access.followChanges(caller, id))
      throw new RequestError('These changes are not yours to follow.', 'NOT_ALLOWED');
    const from = await this.startingPoint(after ?? null);
    return endingWith((signal) => this.changes(from, id, signal));
  }

  private async startingPoint(after: string | null): Promise<number> {
    const head = await this.events.head();
    if (after === null) return head;
    const position = /^\d{1,15}$/.test(after) ? Number(after) : NaN;
    if (position <= head) return position;
    throw new RequestError('The position in "after" is not one of this log.', 'BAD_POSITION');
  }

  private changes(
    after: number,
    accountId: string | null,
    signal: AbortSignal,
  ): AsyncGenerator<TwoFactorChange> {
    return accountId === null ? this.ofAll(after, signal) : this.ofOne(after, accountId, signal);
  }

  /** A change of theirs that nobody understands ends it: what may have changed is not passed over in silence. */
  private async *ofOne(
    after: number,
    accountId: string,
    signal: AbortSignal,
  ): AsyncGenerator<TwoFactorChange> {
    const stream = streamOf(twoFactor, accountId);
    for await (const event of followStream(this.events, stream, { after, signal })) {
      if (CHANGES.has(event.type)) yield toChange(event);
    }
  }

  /** A change nobody understands is passed over with an alarm: one account must not keep the others from being told. */
  private async *ofAll(after: number, signal: AbortSignal): AsyncGenerator<TwoFactorChange> {
    const streams = [streamOf(twoFactor, '')];
    for await (const { events } of this.events.subscribe({ after, streams, signal })) {
      for (const event of events) {
        const change = CHANGES.has(event.type) ? this.readable(event) : undefined;
        if (change) yield change;
      }
    }
  }

  private readable(event: RecordedEvent): TwoFactorChange | undefined {
    try {
      return toChange(event);
    } catch (fault) {
      if (!(fault instanceof UnreadableEvent)) throw fault;
      this.alarms.raise('who follows the changes of all accounts is told of all but an event', fault);
      return undefined;
    }
  }
}

function toChange(recorded: RecordedEvent): TwoFactorChange {
  const { type, metadata, stream, position } = decode(twoFactorEvents, recorded);
  return {
    position: String(position),
    accountId: namesOf(stream).id,
    type: type as TwoFactorChange['type'],
    at: new Date(metadata.at),
  };
}
