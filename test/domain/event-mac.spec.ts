import { createHmac } from 'node:crypto';
import { username } from '../../src/accounts/username.decider.js';
import { toAppend } from '../../src/event-store/decisions.js';
import { EventMacs, macIn } from '../../src/event-store/event-mac.js';
import { NO_STREAM, type Json, type RecordedEvent } from '../../src/event-store/event-store.js';
import { streamOf } from '../../src/event-store/stream-name.js';
import { NOW } from '../support/facts.js';
import { withoutMac } from '../support/macs.js';

const KEY = Buffer.alloc(32, 7);
const macs = new EventMacs(KEY, 10);
const stream = streamOf(username, 'ada');
const origin = {
  actor: { kind: 'system' },
  operation: 'test',
  correlationId: 'c',
  causationId: 'd',
} as const;

/** As the service writes it, and a log that has 10 events of before gives it back. */
function written(accountId = '1'): RecordedEvent {
  const end = { stream, state: username.initial, revision: NO_STREAM, newest: undefined };
  const claimed = { type: 'UsernameClaimed', data: { claimedAt: NOW.toISOString(), accountId } } as const;
  const [event] = toAppend(username, end, [claimed], { origin, now: NOW, macs });
  return JSON.parse(JSON.stringify({ ...event, stream, revision: 0, position: 11 })) as RecordedEvent;
}

const withMac = (event: RecordedEvent, mac: Json) => ({ ...event, metadata: { ...event.metadata, mac } });

describe('The MAC of an event', () => {
  it('is HMAC-SHA-256 over its RFC 8785 form without the MAC, cut to 128 bits, as docs/evidence.md says', () => {
    const { data, id, metadata, revision, type } = written();
    const { mac, ...others } = metadata;
    // Names are stored in canonical order.
    const text = JSON.stringify({ data, id, metadata: others, revision, stream, type });
    expect(mac).toBe(createHmac('sha256', KEY).update(text).digest('hex').slice(0, 32));
  });

  it('tells that this service wrote it, wherever in the log it is', () => {
    expect(macs.isAuthentic(written())).toBe(true);
    expect(macs.isAuthentic({ ...written(), position: 4_711 })).toBe(true);
  });

  it.each<[string, (event: RecordedEvent) => RecordedEvent]>([
    ['in another stream', (event) => ({ ...event, stream: `${event.stream}x` })],
    ['at another revision', (event) => ({ ...event, revision: 1 })],
    ['with another id', (event) => ({ ...event, id: written().id })],
    ['as another type', (event) => ({ ...event, type: 'UsernameReleased' })],
    ['with other data', (event) => ({ ...event, data: { ...event.data, accountId: '2' } })],
    ['with other metadata', (event) => ({ ...event, metadata: { ...event.metadata, operation: 'another' } })],
    ['with more metadata', (event) => ({ ...event, metadata: { ...event.metadata, more: 1 } })],
    ['with another past', (event) => ({ ...event, metadata: { ...event.metadata, previousHash: 'a' } })],
    ['that holds half a character', (event) => ({ ...event, data: { accountId: '\ud800' } })],
    ['with the MAC of another event', (event) => withMac(event, written('2').metadata['mac']!)],
    ['with half a MAC', (event) => withMac(event, macIn(event)!.slice(0, 16))],
    ['with what is no MAC', (event) => withMac(event, 'x'.repeat(32))],
    ['with a number as MAC', (event) => withMac(event, 1)],
    [
      'with metadata that is text',
      (event) => ({ ...event, metadata: 'x' as unknown as typeof event.metadata }),
    ],
    ['with no metadata', (event) => ({ ...event, metadata: null as unknown as typeof event.metadata })],
    ['without a MAC', withoutMac],
  ])('does not pass %s', (_what, change) => {
    const changed = change(written());
    expect(macs.isAuthentic(changed)).toBe(false);
    // What carries a MAC is none of before.
    expect(macs.isAuthentic({ ...changed, position: 10 })).toBe(macIn(changed) === undefined);
  });

  it('does not pass under another key', () => {
    expect(new EventMacs(Buffer.alloc(32, 8), 10).isAuthentic(written())).toBe(false);
  });
});
