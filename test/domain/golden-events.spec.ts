import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { decode } from '../../src/event-store/codec.js';
import { eventHash, leafText, textHash } from '../../src/event-store/event-hash.js';
import { EventMacs } from '../../src/event-store/event-mac.js';
import { LOG_START, type RecordedEvent } from '../../src/event-store/event-store.js';
import { writtenIn } from '../../src/event-store/written-text.js';
import { everyDecider } from './deciders.js';

/*
 * A log is forever, so what it holds has to be readable forever. test/golden holds a real one, a line an
 * event, exactly as it was stored: events.v1.ndjson what was written in version 1 of its event, and so on.
 *
 * Lines are added, never edited. If a test here fails, the code is wrong, not the line.
 *
 * - A new type of event, a new field or a new value of one: let the service write an event that has it, add
 *   the line as it is in the log to the end of the file of its version, and put the new count and digest
 *   into FROZEN.
 * - A new version of an event: the same, in the file of the new version. The lines of the older version
 *   stay; say in LIFTED, by the id of the event, what each of them is read as from now on.
 */
const FROZEN: Readonly<Record<string, { readonly lines: number; readonly sha256: string }>> = {
  'events.v1.ndjson': {
    lines: 83,
    sha256: 'c2606e1c39b62e2cdcc12b431b7d09dd4a5214549a0889bbb8b18a3ac004c010',
  },
  'events.v2.ndjson': {
    lines: 1,
    sha256: '17e6071730b410f2a8ba692455711039d399d43ce4da604a7aa46a81ac4fb03f',
  },
};

/** Those of the log that has any. */
const MACS = new EventMacs(
  Buffer.from('82b34d2b4bd242bea38d3db9e5ae41ab434b01a9afb812830836950f852ca646', 'hex'),
  LOG_START,
);

/** The data of events of older versions as it is read today, by the id of the event. */
const LIFTED: Readonly<Record<string, unknown>> = {
  // TwoFactorDisabled: what had a step has it.
  '01a20bd7-3d12-718e-8ae6-4325bdd45e92': {
    enrollmentId: '01a20bd7-3c9c-72d2-afeb-30d27cda7c48',
    step: 59078913,
  },
};

const FOLDER = join(import.meta.dirname, '../golden');

interface Golden {
  readonly file: string;
  readonly event: RecordedEvent;
  readonly version: number;
}

const linesOf = (file: string) => readFileSync(join(FOLDER, file), 'utf8').trimEnd().split('\n');
const files = globSync('events.v*.ndjson', { cwd: FOLDER }).sort();
const golden = files.flatMap((file) =>
  linesOf(file).map((line): Golden => {
    const event = JSON.parse(line) as RecordedEvent;
    return { file, event, version: event.metadata['schemaVersion'] as number };
  }),
);
const deciders = await everyDecider();
const deciderOf = ({ stream }: RecordedEvent) =>
  deciders.find(({ category }) => stream.startsWith(`${category}-`))!;
const schemaOf = (event: RecordedEvent) => deciderOf(event).catalogue[event.type]!;
const everySchema = deciders.flatMap(({ catalogue }) => Object.entries(catalogue));

describe('The lines of the golden log', () => {
  it.each(Object.entries(FROZEN))('are as they were written: %s', (file, { lines, sha256 }) => {
    const frozen = linesOf(file).slice(0, lines).join('\n');
    expect(createHash('sha256').update(frozen).digest('hex')).toBe(sha256);
  });

  it('are all frozen', () => {
    const counts = Object.entries(FROZEN).map(([file, { lines }]) => [file, lines]);
    expect(files.map((file) => [file, linesOf(file).length])).toEqual(counts);
  });

  it('are in the file of their version', () => {
    for (const { file, version } of golden) expect(file).toBe(`events.v${String(version)}.ndjson`);
  });
});

describe('An event of the golden log', () => {
  const named = golden.map((line) => [`${line.event.type} v${String(line.version)}`, line] as const);

  it.each(named)('is read as what it is: %s', (_name, { event, version }) => {
    const isOlder = version < schemaOf(event).version;
    const data = isOlder ? LIFTED[event.id] : event.data;
    expect(decode(deciderOf(event).catalogue, event)).toEqual({ ...event, data });
  });

  it('carries the state its stream adds up to, if it is of the version kept today', () => {
    const compared = [];
    for (const decider of deciders) {
      const states = new Map<string, unknown>();
      for (const { event } of golden.filter((line) => deciderOf(line.event) === decider)) {
        const decoded = decode(decider.catalogue, event);
        const { metadata } = decoded;
        const before = states.get(event.stream) ?? decider.initial;
        const state = decider.evolve(before, decoded, event.revision);
        states.set(event.stream, state);
        if (metadata.state?.version !== decider.stateVersion) continue;
        expect(metadata.state.value).toEqual(state);
        compared.push(decider.category);
      }
    }
    expect(new Set(compared)).toEqual(new Set(deciders.map(({ category }) => category)));
  });
});

describe('The golden log', () => {
  it('is chained where it has hashes: what is hashed never changes', () => {
    const newest = new Map<string, RecordedEvent>();
    const linked = [];
    for (const { event } of golden) {
      const before = newest.get(event.stream);
      newest.set(event.stream, event);
      const { previousHash } = event.metadata;
      if (previousHash === undefined) continue;
      expect(previousHash).toBe(before ? eventHash(before) : null);
      if (before) linked.push(event);
    }
    expect(linked).toHaveLength(30);
  });

  it('is authenticated where it has MACs: what they are made over never changes', () => {
    const authenticated = golden.filter(({ event }) => event.metadata['mac'] !== undefined);
    for (const { event } of authenticated) expect(MACS.isAuthentic(event)).toBe(true);
    expect(authenticated).toHaveLength(5);
  });

  it('says the same in its text as in what is parsed of it, where it has hashes', () => {
    const chained = golden.filter(({ event }) => event.metadata['previousHash'] !== undefined);
    for (const { event } of chained) {
      const text = { data: JSON.stringify(event.data), metadata: JSON.stringify(event.metadata) };
      const { at, previousHash } = event.metadata;
      expect(textHash(leafText(event, text)!)).toBe(eventHash(event));
      expect(writtenIn(text, 'at')).toBe(at);
      expect(writtenIn(text, 'previousHash')).toBe(previousHash);
      if (event.metadata['mac'] !== undefined) expect(MACS.isAuthentic({ ...event, text })).toBe(true);
    }
    expect(chained.length).toBeGreaterThan(28);
  });

  it('has a line of every event there is, in every version there was', () => {
    const versions = everySchema.flatMap(([type, { version }]) =>
      Array.from({ length: version }, (_, index) => `${type} v${String(index + 1)}`),
    );
    const there = golden.map(({ event, version }) => `${event.type} v${String(version)}`);
    expect([...new Set(there)].sort()).toEqual(versions.sort());
  });

  it('has a line of every value a field chooses from', () => {
    const choices = everySchema.flatMap(([, { data }]) =>
      Object.entries((data as z.ZodObject).shape).flatMap(([field, schema]) =>
        schema instanceof z.ZodEnum
          ? schema.options.map((value) => `${field}: ${JSON.stringify(value)}`)
          : [],
      ),
    );
    const there = golden.flatMap(({ event: { data } }) =>
      Object.entries(data).map(([field, value]) => `${field}: ${JSON.stringify(value)}`),
    );
    expect(choices).not.toHaveLength(0);
    expect(choices.filter((choice) => !there.includes(choice))).toEqual([]);
  });
});
