import { Injectable } from '@nestjs/common';
import { decode, metadataOf, type Recorded } from '../event-store/codec.js';
import { streamOf } from '../event-store/stream-name.js';
import { EventStore } from '../event-store/event-store.js';
import { lastWhere } from '../event-store/bisection.js';
import { LONGEST_APPEND } from '../event-store/load-state.js';
import { twoFactorEvents, type TwoFactorEvent } from '../two-factor/two-factor.events.js';
import { twoFactor, type Factor, type TwoFactorState } from '../two-factor/two-factor.state.js';
import { HistoryEvents } from './history-events.js';

/** Finds the event that made what protects an account what it was. */
@Injectable()
export class DecidingEvents {
  constructor(
    private readonly events: EventStore,
    private readonly history: HistoryEvents,
  ) {}

  /**
   * The event that turned 2FA on, or off, or began the enrollment under way; `undefined` when it was never on.
   * @param revision where the stream added up to `factor`
   */
  async find(
    accountId: string,
    revision: number,
    factor: Factor,
  ): Promise<Recorded<TwoFactorEvent> | undefined> {
    if (factor.status === 'on') {
      // Most still have the recovery codes that were made with it, or turned it on once, at the beginning.
      const places = [
        () => factor.recovery?.revision ?? 0,
        () => 0,
        () => this.turnedOnBy(accountId, revision, factor),
      ];
      for (const upTo of places) {
        // The event may stand before others of its append, of which the last alone carries a state.
        const page = await this.events.readStream(streamOf(twoFactor, accountId), {
          from: Math.max(0, (await upTo()) + 1 - LONGEST_APPEND),
          limit: LONGEST_APPEND,
        });
        const event = page
          .filter(({ type }) => type === 'TwoFactorEnrollmentConfirmed')
          .map((recorded) => decode(twoFactorEvents, recorded))
          .find((one) => decides(one, factor));
        if (event) return event;
      }
    }
    for await (const event of this.history.read(twoFactor, accountId, 'backwards', revision))
      if (decides(event, factor)) return event;
    return undefined;
  }

  /**
   * The end of the append by which an enrollment was confirmed, as the states tell that later events carry: an
   * enrollment protects for one stretch of the stream. States are no facts, so whoever asks looks at the event itself.
   */
  private async turnedOnBy(
    accountId: string,
    revision: number,
    { enrollmentId }: Extract<Factor, { status: 'on' }>,
  ): Promise<number> {
    const stream = streamOf(twoFactor, accountId);
    const isBefore = async (from: number) => {
      const factor = (await this.carriedAt(stream, from))?.factor;
      return !(factor?.status === 'on' && factor.enrollmentId === enrollmentId);
    };
    return (await lastWhere(0, revision, isBefore)) + 1;
  }

  /** The state an event carries, or one a few before it. */
  private async carriedAt(stream: string, from: number): Promise<Partial<TwoFactorState> | undefined> {
    for (const limit of [1, LONGEST_APPEND]) {
      const near = await this.events.readStream(stream, { direction: 'backwards', from, limit });
      const carried = near
        .map((event) => metadataOf(event).state?.value)
        .find((value) => value !== undefined);
      if (carried !== undefined) return carried as Partial<TwoFactorState>;
    }
    return undefined;
  }
}

function decides({ type, data }: TwoFactorEvent, factor: Factor): boolean {
  switch (factor.status) {
    case 'on':
      return type === 'TwoFactorEnrollmentConfirmed' && data.enrollmentId === factor.enrollmentId;
    case 'pending':
      return type === 'TwoFactorEnrollmentStarted' && data.enrollmentId === factor.enrollment.enrollmentId;
    case 'off':
      return type === 'TwoFactorDisabled' || type === 'TwoFactorReset';
  }
}
