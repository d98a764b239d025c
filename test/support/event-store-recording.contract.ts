import fc from 'fast-check';
import {
  LOG_START,
  NO_STREAM,
  type EventStore,
  type Json,
  type JsonObject,
} from '../../src/event-store/event-store.js';
import { newEvent, newStream } from './new-events.js';

const DATA: readonly (readonly [string, JsonObject])[] = [
  ['nothing', {}],
  ['null, true and false', { nothing: null, yes: true, no: false }],
  ['empty text, list and object', { text: '', list: [], object: {} }],
  [
    'numbers of all sizes',
    { zero: 0, below: -1, fraction: 0.1, huge: 1.7976931348623157e308, tiny: 5e-324, exact: 2 ** 53 - 1 },
  ],
  [
    'other scripts',
    { greek: 'Ἀριάδνη', chinese: '密碼', arabic: 'رمز', composed: 'é', decomposed: 'e\u0301' },
  ],
  ['signs beyond the basic plane', { emoji: '👩🏽‍🚀', key: '🗝', lone: '\ud83d' }],
  ['what needs escaping', { text: '"\\/\b\f\n\r\t\u0000\u2028\u2029\'--; DROP', '': 1, 'a.b': 2, $c: 3 }],
  ['text that looks like something else', { number: '1e3', empty: 'null', date: '2026-03-01T12:00:15.000Z' }],
  ['64 kB of text', { text: 'ß€𐍈x'.repeat(8_192) }],
  ['what is deeply nested', { a: [{ b: [[{ c: { d: [1, [2, [3, { e: null }]]] } }]] }] }],
];

export function describeRecording(store: () => EventStore): void {
  describe('when an event is recorded', () => {
    it('keeps every field of it', async () => {
      const stream = newStream();
      const event = newEvent(
        'ThingRenamed',
        { from: 'old', to: 'new' },
        { schemaVersion: 3, by: 'somebody' },
      );
      await store().append(stream, NO_STREAM, [newEvent()]);
      const { revision, position } = await store().append(stream, 0, [event]);
      expect(await store().readStream(stream, { from: 1, limit: 1 })).toStrictEqual([
        { stream, revision, position, ...event },
      ]);
      expect(position).toBeGreaterThan(LOG_START);
    });

    it.each(DATA)('gives back %s exactly', async (_, data) => {
      expect(await roundTrip(data)).toStrictEqual({ data, metadata: { copy: data } });
    });

    it('gives back any JSON exactly', async () => {
      // JSON has no -0, though its numbers may be written so.
      const json = fc.jsonValue({ stringUnit: 'binary' }).map((value) => JSON.parse(JSON.stringify(value)));
      await fc.assert(
        fc.asyncProperty(fc.array(json, { minLength: 20, maxLength: 20 }), async (values: Json[]) => {
          const data = { values };
          expect(await roundTrip(data)).toStrictEqual({ data, metadata: { copy: data } });
        }),
        { numRuns: 10 },
      );
    });

    async function roundTrip(data: JsonObject) {
      const stream = newStream();
      await store().append(stream, NO_STREAM, [newEvent('SomethingHappened', data, { copy: data })]);
      const [event] = await store().readStream(stream, { limit: 1 });
      return { data: event!.data, metadata: event!.metadata };
    }
  });
}
