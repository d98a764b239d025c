import { Args, Context, ID, Resolver, Subscription } from '@nestjs/graphql';
import { access } from '../access/access.policy.js';
import { decode } from '../event-store/codec.js';
import { namesOf, streamOf } from '../event-store/stream-name.js';
import { EventStore, type RecordedEvent } from '../event-store/event-store.js';
import { RequestError } from '../graphql/masked-errors.js';
import type { RequestContext } from '../graphql/request-context.js';
import { endingWith } from '../graphql/ending-with.js';
import { twoFactor } from './two-factor.state.js';
import { twoFactorEvents } from './two-factor.events.js';
import { changeTypes, TwoFactorChange } from './two-factor.types.js';

const CHANGES: ReadonlySet<string> = new Set(changeTypes);

@Resolver()
export class TwoFactorChangesResolver {
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

  private async *changes(
    after: number,
    accountId: string | null,
    signal: AbortSignal,
  ): AsyncGenerator<TwoFactorChange> {
    // The store knows beginnings of names: those of one account's stream may be others' too.
    const streams = [streamOf(twoFactor, accountId ?? '')];
    for await (const { events } of this.events.subscribe({ after, streams, signal })) {
      for (const event of events) {
        const isWanted = accountId === null || streams.includes(event.stream);
        if (isWanted && CHANGES.has(event.type)) yield toChange(event);
      }
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
