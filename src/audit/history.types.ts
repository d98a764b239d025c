import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Actor } from '../event-store/event-metadata.js';
import { enumOf } from '../graphql/enum-names.js';
import { connectionOf } from '../graphql/relay.js';
import {
  codePurpose,
  rejectionReason,
  twoFactorEvents,
  type CodePurpose,
  type RejectionReason,
  type TwoFactorEvent,
} from '../two-factor/two-factor.events.js';

const eventTypes = enumOf(Object.keys(twoFactorEvents));
registerEnumType(eventTypes, {
  name: 'TwoFactorEventType',
  description: 'Described one by one in docs/events.md.',
});

const actorKinds = enumOf(['person', 'application', 'administrator', 'system'] satisfies Actor['kind'][]);
registerEnumType(actorKinds, { name: 'ActorKind' });

const codePurposes = enumOf(codePurpose.options);
registerEnumType(codePurposes, { name: 'CodePurpose', description: 'Which act asked for the code.' });

const rejectionReasons = enumOf(rejectionReason.options);
registerEnumType(rejectionReasons, {
  name: 'CodeRejection',
  description: 'Why a code was not accepted.',
  valuesMap: {
    WRONG: { description: 'It belongs to no time step near now, and is no recovery code.' },
    CLOCK_OFF: {
      description: 'It was right some time ago, or will be: the clock of the authenticator is off.',
    },
    ALREADY_USED: {
      description:
        'It, or a later one, was accepted before; told once for each code. Or it is a recovery code that was used.',
    },
    ENROLLMENT_EXPIRED: { description: 'The QR code had expired.' },
    ENROLLMENT_SUPERSEDED: { description: 'A newer QR code had been made.' },
    CHALLENGE_EXPIRED: { description: 'The password was entered too long before.' },
    CHALLENGE_VOID: { description: '2FA or the password was changed since the password was entered.' },
  },
});

export const historyOrders = { NEWEST_FIRST: 'backwards', OLDEST_FIRST: 'forwards' } as const;
registerEnumType(historyOrders, { name: 'HistoryOrder' });

@ObjectType({ description: 'Who did it.' })
export class HistoryActor {
  @Field(() => actorKinds)
  readonly kind!: Actor['kind'];

  @Field(() => ID, {
    nullable: true,
    description: 'The account of a person, the API key of an application or administrator.',
  })
  readonly id!: string | null;

  @Field(() => ID, { nullable: true, description: 'The session a person acted in, once there was one.' })
  readonly sessionId!: string | null;
}

@ObjectType({ description: 'One event of an account: what, when, by whom, from which operation.' })
export class HistoryEntry {
  @Field(() => ID, { description: 'The id of the event in the log.' })
  readonly id!: string;

  @Field(() => eventTypes)
  readonly type!: TwoFactorEvent['type'];

  @Field(() => Date)
  readonly at!: Date;

  @Field(() => HistoryActor)
  readonly actor!: HistoryActor;

  @Field(() => String, { description: 'The operation of this API it came from.' })
  readonly operation!: string;

  @Field(() => ID, { description: 'The request it came from: its `x-correlation-id`.' })
  readonly correlationId!: string;

  @Field(() => String, { description: 'Its place in the log.' })
  readonly position!: string;

  /** Its place in the stream, which is its cursor; not in the schema. */
  readonly revision!: number;

  @Field(() => ID, { nullable: true })
  readonly enrollmentId!: string | null;

  @Field(() => codePurposes, { nullable: true, description: 'Which act asked for the code.' })
  readonly purpose!: CodePurpose | null;

  @Field(() => rejectionReasons, { nullable: true, description: 'Why the code was rejected.' })
  readonly rejection!: RejectionReason | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Seconds the clock of the authenticator seems to be ahead, or behind when negative.',
  })
  readonly clockOffBySeconds!: number | null;

  @Field(() => Int, { nullable: true, description: 'Wrong codes in a row up to here.' })
  readonly failures!: number | null;

  @Field(() => Date, { nullable: true, description: 'Until when no code is looked at.' })
  readonly lockedUntil!: Date | null;

  @Field(() => Int, { nullable: true, description: 'How many recovery codes were left from then on.' })
  readonly recoveryCodesLeft!: number | null;

  @Field(() => String, { nullable: true, description: 'The reason an administrator gave for the reset.' })
  readonly resetReason!: string | null;
}

export const HistoryEntryConnection = connectionOf(HistoryEntry);

@InputType()
export class HistoryFilterInput {
  @Field(() => [eventTypes], { nullable: true })
  readonly types?: readonly TwoFactorEvent['type'][] | null;

  @Field(() => Date, { nullable: true, description: 'Inclusive.' })
  readonly from?: Date | null;

  @Field(() => Date, { nullable: true, description: 'Exclusive.' })
  readonly until?: Date | null;
}
