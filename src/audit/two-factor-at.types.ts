import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { twoFactorStatuses } from '../accounts/account.types.js';
import { HistoryEntry } from './history.types.js';
import type { TwoFactorThen } from './read-two-factor-at.query.js';

@ObjectType({ description: "An account's two-factor authentication as it was, by the event log." })
export class TwoFactorAt {
  @Field(() => ID)
  readonly accountId!: string;

  @Field(() => Date, {
    description:
      'The instant asked for; at a position, the time of the last event of the account up to there.',
  })
  readonly at!: Date;

  @Field(() => twoFactorStatuses)
  readonly status!: TwoFactorThen['status'];

  @Field(() => Date, {
    description:
      'When the status became that: the time of `decidedBy`, or of the registration when that is null. For an enrollment that nobody confirmed, when it expired; for 2FA that moved to another authenticator, when it did.',
  })
  readonly since!: Date;

  @Field(() => Date, {
    nullable: true,
    description: 'Until when the enrollment that was under way could be confirmed.',
  })
  readonly enrollmentExpiresAt!: Date | null;

  @Field(() => Date, { nullable: true, description: 'The end of the lock that held.' })
  readonly lockedUntil!: Date | null;

  @Field(() => Int, { description: 'Wrong codes in a row.' })
  readonly failures!: number;

  @Field(() => Int, { nullable: true, description: 'Recovery codes that were left.' })
  readonly recoveryCodesLeft!: number | null;

  @Field(() => HistoryEntry, {
    nullable: true,
    description:
      'What made the status what it was: 2FA was turned on, or moved, or off, or an enrollment was begun, which may have expired since. Null when none of these had happened.',
  })
  readonly decidedBy!: HistoryEntry | null;

  @Field(() => HistoryEntry, { nullable: true, description: 'The last event up to then.' })
  readonly lastEntry!: HistoryEntry | null;

  @Field(() => [String], {
    description:
      'Positions to ask for when the clock of the service was put back and showed the instant more than once. The answer is of the last time.',
  })
  readonly otherPositions!: readonly string[];
}
