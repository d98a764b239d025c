import { QueryBus } from '@nestjs/cqrs';
import { Args, Context, Field, Int, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { access } from '../access/access.js';
import { RequestError } from '../graphql/masked-errors.js';
import type { RequestContext } from '../graphql/request-context.js';
import type { AdoptionDay } from './adoption.state.js';
import { ReadAdoption } from './read-adoption.query.js';

@ObjectType({ description: 'How far 2FA was taken up by the end of a day, and what changed on it.' })
export class TwoFactorAdoptionDay implements AdoptionDay {
  @Field(() => Date, { description: 'When the day began, in UTC.' })
  readonly day!: Date;

  @Field(() => Int, { description: 'Accounts there were at its end.' })
  readonly accounts!: number;

  @Field(() => Int, { description: 'Those of them that had 2FA on.' })
  readonly withTwoFactor!: number;

  @Field(() => Int, {
    description: 'How often 2FA was turned on; moving it to another authenticator is not.',
  })
  readonly turnedOn!: number;

  @Field(() => Int, { description: 'How often 2FA was turned off, by its owner or an administrator.' })
  readonly turnedOff!: number;
}

@Resolver()
export class AdoptionResolver {
  constructor(private readonly queries: QueryBus) {}

  @Query(() => [TwoFactorAdoptionDay], {
    description:
      'How 2FA was taken up, day by day, counted from the event log, without events that cannot be understood. For auditors and administrators.',
  })
  async twoFactorAdoption(
    @Args('from', {
      type: () => Date,
      nullable: true,
      description:
        'Its day is the first. When left out, the first of the log, or of the ten years before `until`: for what is older, ask once more.',
    })
    from: Date | null,
    @Args('until', {
      type: () => Date,
      nullable: true,
      description: 'Exclusive: the last day begins before it; today when left out.',
    })
    until: Date | null,
    @Context() { caller }: RequestContext,
  ): Promise<readonly TwoFactorAdoptionDay[]> {
    if (!access.readAdoption(caller))
      throw new RequestError('This needs the API key of an auditor or administrator.', 'NOT_ALLOWED');
    const days = await this.queries.execute(new ReadAdoption(from ?? null, until ?? null));
    if (days !== 'tooLong') return days;
    throw new RequestError(
      '"from" and "until" must lie within ten years: ask for more in parts.',
      'BAD_PAGE',
    );
  }
}
