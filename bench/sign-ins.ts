import { randomBytes, randomUUIDv7 } from 'node:crypto';
import type { NewEvent } from '../src/event-store/event-store.js';
import { LogMacs, toAppend, twoFactor } from './built.ts';

const ACCOUNTS = 2_000;

const macs = new LogMacs(randomBytes(32), 0);

/** An event where it belongs, and its JSON ready for a raw insert. */
interface Row {
  readonly stream: string;
  readonly revision: number;
  readonly event: NewEvent;
  readonly data: string;
  readonly metadata: string;
}
export type Batches = readonly (readonly Row[])[];

/** Events as sign-ins write them, of many accounts in turn. */
export function signIns(): (times: number, together: number) => Batches {
  const accounts = Array.from({ length: ACCOUNTS }, () => randomUUIDv7());
  let written = 0;
  const row = (): Row => {
    const revision = Math.floor(written / ACCOUNTS);
    const accountId = accounts[written++ % ACCOUNTS] ?? '';
    const event = signIn(accountId, revision);
    const [data, metadata] = [JSON.stringify(event.data), JSON.stringify(event.metadata)];
    return { stream: `twoFactor-${accountId}`, revision, event, data, metadata };
  };
  return (batches, together) => Array.from({ length: batches }, () => Array.from({ length: together }, row));
}

function signIn(accountId: string, step: number): NewEvent {
  const enrollmentId = accountId;
  const sealedSecret = `v1.${'x'.repeat(80)}`;
  const recovery = {
    revision: 2,
    issuedAt: new Date().toISOString(),
    unused: Array.from({ length: 10 }, (_, index) => index),
  };
  const factor = {
    status: 'on',
    enrollmentId,
    sealedSecret,
    lastStep: 0,
    recovery,
    replacement: null,
  } as const;
  const actor = { kind: 'person', accountId, sessionId: null } as const;
  const origin = {
    actor,
    operation: 'answerChallenge',
    correlationId: randomUUIDv7(),
    causationId: randomUUIDv7(),
  };
  const data = { enrollmentId, step, purpose: 'signIn' } as const;
  const accepted = { type: 'TwoFactorCodeAccepted', data } as const;
  const state = { ...twoFactor.initial, factor };
  const end = { stream: `twoFactor-${accountId}`, state, revision: -1, newest: undefined };
  const [event] = toAppend(twoFactor, end, [accepted], { origin, now: new Date(), macs });
  if (!event) throw new TypeError('A sign-in writes an event');
  return event;
}
