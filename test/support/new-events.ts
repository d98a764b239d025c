import { randomUUID, randomUUIDv7 } from 'node:crypto';
import type { JsonObject, NewEvent } from '../../src/event-store/event-store.js';
import { NOW } from './facts.js';

/** What the service writes about an event nobody asked for. */
export const BY_THE_SYSTEM = {
  schemaVersion: 1,
  at: NOW.toISOString(),
  actor: { kind: 'system' },
  operation: 'test',
  $correlationId: 'correlation',
  $causationId: 'causation',
} as const;

/** An event that was not appended yet, with an id of its own. */
export function newEvent(
  type = 'SomethingHappened',
  data: JsonObject = {},
  metadata: JsonObject = BY_THE_SYSTEM,
): NewEvent {
  return { id: randomUUIDv7(), type, data, metadata };
}

/** Events that can be told apart by their number, from 0. */
export function newEvents(count: number): readonly NewEvent[] {
  return Array.from({ length: count }, (_, number) => newEvent('SomethingHappened', { number }));
}

/** How the names of all streams begin that are written to in this run, and in no other. */
export const CATEGORIES = `category${randomUUID().slice(-12)}`;

/** The beginning of the names of streams no other test writes to. */
export function newCategory(): string {
  return `${CATEGORIES}${randomUUIDv7().replaceAll('-', '')}`;
}

/** The name of a stream no other test writes to. */
export function newStream(category = newCategory()): string {
  return `${category}-${randomUUIDv7()}`;
}
