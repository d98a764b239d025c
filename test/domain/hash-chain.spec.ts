import { createHash } from 'node:crypto';
import { eventHash, type KeptEvent } from '../../src/event-store/event-hash.js';
import { toAppend } from '../../src/event-store/decisions.js';
import { streamOf } from '../../src/event-store/stream-name.js';
import type { Json, JsonObject } from '../../src/event-store/event-store.js';
import { username } from '../../src/accounts/username.decider.js';
import { NOW } from '../support/facts.js';
import { MACS } from '../support/macs.js';

const origin = {
  actor: { kind: 'system' },
  operation: 'test',
  correlationId: 'c',
  causationId: 'd',
} as const;
const claimed = (accountId: string) =>
  ({ type: 'UsernameClaimed', data: { claimedAt: NOW.toISOString(), accountId } }) as const;
const stream = streamOf(username, 'ada');

/** Appends events of one decision behind `newest`, as a log would give them back. */
function appended(newest: KeptEvent | undefined, ...accountIds: readonly string[]): readonly KeptEvent[] {
  const revision = newest?.revision ?? -1;
  const end = { stream, state: username.initial, revision, newest };
  const events = toAppend(username, end, accountIds.map(claimed), { origin, now: NOW, macs: MACS });
  const kept = events.map((event, index) => ({ ...event, stream, revision: revision + 1 + index }));
  return JSON.parse(JSON.stringify(kept)) as readonly KeptEvent[];
}

/** RFC 8785, by hand: for values without odd numbers, and names in plain letters. */
function byHand(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(byHand).join(',')}]`;
  const members = Object.entries(value as JsonObject).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${byHand(member)}`).join(',')}}`;
}

const previousOf = (event: KeptEvent | undefined) => event?.metadata['previousHash'];

describe('An event', () => {
  it('is hashed as docs/evidence.md says, by stream, revision, id, type, data and metadata', () => {
    const [event] = appended(undefined, '1');
    const { data, id, metadata, revision, type } = event!;
    const bytes = `\0${byHand({ stream, revision, id, type, data, metadata })}`;
    expect(eventHash(event!)).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  it('has the same hash wherever in the log it is, and in whatever order its names are', () => {
    const [event] = appended(undefined, '1');
    const { id, type, ...rest } = event!;
    const moved = {
      position: 4_711,
      ...rest,
      type,
      id,
      data: Object.fromEntries(Object.entries(event!.data).reverse()),
    };
    expect(eventHash(moved)).toBe(eventHash(event!));
  });

  it.each<[string, (event: KeptEvent) => KeptEvent]>([
    ['stream', (event) => ({ ...event, stream: `${event.stream}x` })],
    ['revision', (event) => ({ ...event, revision: event.revision + 1 })],
    ['id', (event) => ({ ...event, id: event.id.replace('0', '1') })],
    ['type', (event) => ({ ...event, type: 'usernameClaimed' })],
    ['data', (event) => ({ ...event, data: { ...event.data, accountId: '2' } })],
    ['metadata', (event) => ({ ...event, metadata: { ...event.metadata, operation: 'another' } })],
    ['state', (event) => ({ ...event, metadata: { ...event.metadata, state: { version: 1, value: null } } })],
  ])('has another hash with another %s', (_what, change) => {
    const [event] = appended(undefined, '1');
    expect(eventHash(change(event!))).not.toBe(eventHash(event!));
  });

  it('that is the first of its stream says that there was none before it', () => {
    expect(previousOf(appended(undefined, '1')[0])).toBeNull();
  });

  it('carries the hash of the one before it, in one append and across appends', () => {
    const [first, second, third] = appended(undefined, '1', '2', '3');
    const [fourth] = appended(third, '4');
    expect(previousOf(second)).toBe(eventHash(first!));
    expect(previousOf(third)).toBe(eventHash(second!));
    expect(previousOf(fourth)).toBe(eventHash(third!));
    expect(fourth!.revision).toBe(3);
  });

  it('goes on from one that was written before there was a chain', () => {
    const [first] = appended(undefined, '1');
    const metadata = Object.entries(first!.metadata).filter(([name]) => name !== 'previousHash');
    const old = { ...first!, metadata: Object.fromEntries(metadata) };
    expect(previousOf(appended(old, '2')[0])).toBe(eventHash(old));
  });

  it('is stored in canonical order', () => {
    const [event] = appended(undefined, '1');
    for (const part of [event!.data, event!.metadata]) expect(JSON.stringify(part)).toBe(byHand(part));
  });
});
