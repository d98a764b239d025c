import { enumName } from '../graphql/enum-names.js';
import type { AccountEntry } from './whole-history.js';

/** An entry as a program reads it: by the names and in the forms the API has for it. */
export function toldEntry(entry: AccountEntry) {
  const { id, at, operation, correlationId, position, enrollmentId, purpose, rejection } = entry;
  const { clockOffBySeconds, failures, lockedUntil, recoveryCodesLeft, resetReason, actor } = entry;
  return {
    id,
    type: enumName(entry.type),
    at,
    actor: { kind: enumName(actor.kind), id: actor.id, sessionId: actor.sessionId },
    operation,
    correlationId,
    position,
    enrollmentId,
    purpose: purpose && enumName(purpose),
    rejection: rejection && enumName(rejection),
    clockOffBySeconds,
    failures,
    lockedUntil,
    recoveryCodesLeft,
    resetReason,
  };
}
