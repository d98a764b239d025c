import { DatabaseError } from 'pg';
import { StorageUnavailable } from '../storage.js';
import { translated } from './driver-faults.js';
import { SchemaTooNew } from './migrations.js';

/** Authorization, no such database: they pass while the service runs, but not while it is set up wrong. */
const SET_UP_WRONG = /^(?:28|3D000)/;

/** Whether the operator has to do something before the database can be used. */
export function waitingMendsNot(fault: unknown): boolean {
  const cause = causeOf(fault);
  if (cause instanceof SchemaTooNew) return true;
  if (cause instanceof DatabaseError) {
    return SET_UP_WRONG.test(cause.code ?? '') || !(translated(cause) instanceof StorageUnavailable);
  }
  return /certificate|does not support SSL/.test(causeInWords(cause));
}

/** What the server, the driver or the operating system calls the fault, in one line. */
export function causeInWords(fault: unknown): string {
  const cause = causeOf(fault);
  // A name with several addresses, none of which answers, makes an error without a message.
  if (has(cause, 'errors')) return (cause.errors as readonly unknown[]).map(causeInWords).join('; ');
  return String(has(cause, 'message') ? cause.message : cause);
}

function causeOf(fault: unknown): unknown {
  return fault instanceof StorageUnavailable ? fault.cause : fault;
}

function has<K extends string>(fault: unknown, key: K): fault is Record<K, unknown> {
  return typeof fault === 'object' && fault !== null && key in fault;
}
