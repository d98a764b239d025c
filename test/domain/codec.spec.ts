import { z } from 'zod';
import { decode, event, UnreadableEvent } from '../../src/event-store/codec.js';
import type { JsonObject, RecordedEvent } from '../../src/event-store/event-store.js';
import { NOW } from '../support/facts.js';

/** Version 1 had one name; version 2 has it in two parts; version 3 says since when. */
const catalogue = {
  Named: event(3, z.object({ first: z.string(), last: z.string(), since: z.iso.datetime().nullable() }), {
    1: (data) => {
      const [first, last] = (data as { name: string }).name.split(' ');
      return { first, last };
    },
    2: (data) => ({ ...(data as object), since: null }),
  }),
  Closed: event(2, z.object({})),
};

const metadata: JsonObject = {
  schemaVersion: 3,
  at: NOW.toISOString(),
  actor: { kind: 'system' },
  operation: 'test',
  $correlationId: 'request-1',
  $causationId: 'command-1',
};
const SECRET = 'a value nobody should see';

const recorded = (over: { readonly [K in keyof RecordedEvent]?: unknown } = {}) =>
  ({
    id: '019ca963-1800-7000-8000-0000000000e1',
    stream: 'person-1',
    revision: 4,
    position: 17,
    type: 'Named',
    data: { first: 'Ada', last: 'Lovelace', since: NOW.toISOString() },
    metadata,
    ...over,
  }) as RecordedEvent;
const ofVersion = (schemaVersion: unknown, data: unknown, type = 'Named') =>
  recorded({ type, data, metadata: { ...metadata, schemaVersion } });

describe('A recorded event', () => {
  it('is read with its place and its circumstances', () => {
    expect(decode(catalogue, recorded())).toEqual(recorded());
  });

  it('of an older version is lifted to the shape of today, step by step', () => {
    const today = { first: 'Ada', last: 'Lovelace', since: null };
    expect(decode(catalogue, ofVersion(1, { name: 'Ada Lovelace' })).data).toEqual(today);
    expect(decode(catalogue, ofVersion(2, { first: 'Ada', last: 'Lovelace' })).data).toEqual(today);
  });

  it('may carry fields a later version of the service added', () => {
    const event = ofVersion(3, { first: 'Ada', last: 'Lovelace', since: null, title: 'Countess' });
    expect(decode(catalogue, event).data).toEqual({ first: 'Ada', last: 'Lovelace', since: null });
  });

  it('may carry the state its stream adds up to', () => {
    const state = { version: 1, value: { names: ['Ada'], count: 1, last: null } };
    expect(decode(catalogue, recorded({ metadata: { ...metadata, state } })).metadata.state).toEqual(state);
  });

  it.each([
    [{ kind: 'person', accountId: 'ada', sessionId: 'session-1' }],
    [{ kind: 'person', accountId: 'ada', sessionId: null }],
    [{ kind: 'application', apiKeyId: 'key-1' }],
    [{ kind: 'administrator', apiKeyId: 'key-1' }],
    [{ kind: 'system' }],
  ])('names who did it: %j', (actor) => {
    expect(decode(catalogue, recorded({ metadata: { ...metadata, actor } })).metadata.actor).toEqual(actor);
  });
});

describe('An event that cannot be understood', () => {
  const reasonOf = (event: RecordedEvent): string => {
    try {
      decode(catalogue, event);
    } catch (fault) {
      expect(fault).toBeInstanceOf(UnreadableEvent);
      expect(fault).toMatchObject({ name: 'UnreadableEvent', code: 'UNREADABLE_EVENT' });
      return (fault as UnreadableEvent).message;
    }
    throw new Error('It was understood');
  };

  it('is one of a type its stream does not have', () => {
    expect(reasonOf(recorded({ type: 'Renamed' }))).toBe(
      'Renamed at person-1@4: a type this stream does not have',
    );
  });

  it.each(['toString', 'constructor', '__proto__', 'hasOwnProperty'])('is one called %s', (type) => {
    expect(reasonOf(recorded({ type }))).toBe(`${type} at person-1@4: a type this stream does not have`);
  });

  it('is one of a newer version', () => {
    expect(reasonOf(ofVersion(4, {}))).toBe('Named at person-1@4: version 4 is newer than this service');
  });

  it('is one of an older version without a way to the next', () => {
    expect(reasonOf(ofVersion(1, {}, 'Closed'))).toBe('Closed at person-1@4: version 1 has no way to 2');
  });

  it('is one whose data does not fit; its fields are named, its values are not', () => {
    const reason = reasonOf(ofVersion(3, { first: 5, last: { name: SECRET }, since: SECRET }));
    expect(reason).toBe('Named at person-1@4: unexpected data (first, last, since)');
  });

  it.each([
    ['nothing', null],
    ['a text', SECRET],
    ['a list', [SECRET]],
  ])('is one whose data is %s', (_what, data) => {
    expect(reasonOf(ofVersion(3, data))).toBe('Named at person-1@4: unexpected data (all of it)');
  });

  it('is one whose older data does not become what is expected', () => {
    expect(reasonOf(ofVersion(1, { name: SECRET.replaceAll(' ', '') }))).toBe(
      'Named at person-1@4: unexpected data (last)',
    );
  });

  it('is one whose older data cannot be lifted at all', () => {
    expect(reasonOf(ofVersion(1, null))).toBe('Named at person-1@4: unexpected data of version 1');
  });

  it.each(['schemaVersion', 'at', 'actor', 'operation', '$correlationId', '$causationId'])(
    'is one whose metadata lacks %s',
    (field) => {
      const rest = Object.fromEntries(Object.entries(metadata).filter(([name]) => name !== field));
      expect(reasonOf(recorded({ metadata: rest }))).toBe(
        `Named at person-1@4: unexpected metadata (${field})`,
      );
    },
  );

  it.each([
    ['no version', { schemaVersion: 0 }, 'schemaVersion'],
    ['half a version', { schemaVersion: 1.5 }, 'schemaVersion'],
    ['a version in words', { schemaVersion: SECRET }, 'schemaVersion'],
    ['a time without a zone', { at: '2026-03-01T12:00:00' }, 'at'],
    ['no time', { at: SECRET }, 'at'],
    ['an unknown kind of actor', { actor: { kind: SECRET } }, 'actor.kind'],
    ['an actor without an id', { actor: { kind: 'application', name: SECRET } }, 'actor.apiKeyId'],
    ['a state without a version', { state: { value: SECRET } }, 'state.version'],
  ])('is one whose metadata holds %s', (_what, wrong, where) => {
    expect(reasonOf(recorded({ metadata: { ...metadata, ...wrong } }))).toBe(
      `Named at person-1@4: unexpected metadata (${where})`,
    );
  });

  it('is one without metadata', () => {
    expect(reasonOf(recorded({ metadata: null }))).toBe(
      'Named at person-1@4: unexpected metadata (all of it)',
    );
  });
});
