import type { AccountEvent } from '../accounts/account.events.js';
import type { Actor } from '../event-store/event-metadata.js';
import { TOTP_PARAMETERS } from '../two-factor/totp.js';
import type { Recorded } from '../event-store/codec.js';
import type { TwoFactorEvent } from '../two-factor/two-factor.events.js';
import type { HistoryActor, HistoryEntry } from './history.types.js';

/** An event as it is told, and the reason of a reset as its administrator wrote it; `null` once the account is erased. */
export type Told<E> = Recorded<E> & { readonly resetReason: string | null };

/** What is told of an event to whoever may read the history. */
export function toEntry<E extends TwoFactorEvent | AccountEvent>({
  id,
  type,
  revision,
  position,
  metadata,
  data,
  resetReason,
}: Told<E>): Omit<HistoryEntry, 'type'> & { readonly type: E['type'] } {
  const clockOffBy = 'clockOffBy' in data ? data.clockOffBy : null;
  return {
    id,
    type,
    revision,
    position: String(position),
    at: new Date(metadata.at),
    actor: toActor(metadata.actor),
    operation: metadata.operation,
    correlationId: metadata.$correlationId,
    enrollmentId: 'enrollmentId' in data ? data.enrollmentId : null,
    purpose: 'purpose' in data ? data.purpose : null,
    rejection: 'reason' in data ? data.reason : null,
    clockOffBySeconds: clockOffBy === null ? null : clockOffBy * TOTP_PARAMETERS.period,
    failures: 'failures' in data ? data.failures : null,
    lockedUntil: 'until' in data ? new Date(data.until) : null,
    recoveryCodesLeft: recoveryCodesLeft(data),
    resetReason,
  };
}

function recoveryCodesLeft(data: (TwoFactorEvent | AccountEvent)['data']): number | null {
  if ('remaining' in data) return data.remaining;
  return 'count' in data ? data.count : null;
}

function toActor(actor: Actor): HistoryActor {
  switch (actor.kind) {
    case 'person':
      return { kind: actor.kind, id: actor.accountId, sessionId: actor.sessionId };
    case 'application':
    case 'administrator':
      return { kind: actor.kind, id: actor.apiKeyId, sessionId: null };
    case 'system':
      return { kind: actor.kind, id: null, sessionId: null };
  }
}
