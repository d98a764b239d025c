import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { actorSchema, eventMetadataSchema } from '../../src/event-store/event-metadata.js';
import { everyDecider } from '../domain/deciders.js';

type Row = readonly string[];

interface Section {
  readonly title: string;
  /** The heading of the second level it is under, or itself is. */
  readonly chapter: string;
  readonly text: string;
  /** The rows of its table, without the heading. */
  readonly rows: readonly Row[];
}

const sections = readSections(readFileSync(join(import.meta.dirname, '../../docs/events.md'), 'utf8'));
const section = (title: string) => sections.find((it) => it.title === title)!;
const rowsOf = (title: string) => section(title).rows;

const deciders = await everyDecider();
const events = deciders.flatMap(({ category, catalogue }) =>
  Object.entries(catalogue).map(([type, { version, data }]) => {
    return { category, type, version, shape: (data as z.ZodObject).shape };
  }),
);

/** The events the page describes, each a heading in code under the chapter of its stream. */
const described = sections.flatMap(({ title, chapter, text, rows }) => {
  const category = /^`(\w+)-/.exec(chapter)?.[1];
  const type = /^`(\w+)`$/.exec(title)?.[1];
  if (category === undefined || type === undefined) return [];
  return [{ category, type, version: Number(/^Version: (\d+)$/m.exec(text)?.[1]), rows }];
});

describe('docs/events.md', () => {
  it('describes every event under its stream, and no other', () => {
    const inCode = events.map(({ category, type }) => `${category} ${type}`);
    expect(described.map(({ category, type }) => `${category} ${type}`).sort()).toEqual(inCode.sort());
  });

  it('has a chapter for every stream, and no other', () => {
    const chapters = sections.flatMap(({ title }) => /^`(\w+)-<[^>]+>`: /.exec(title)?.[1] ?? []);
    expect(chapters.sort()).toEqual(deciders.map(({ category }) => category).sort());
  });

  it.each(events)('tells version, fields and types of $type as they are', ({ type, version, shape }) => {
    const event = described.find((it) => it.type === type);
    expect(event?.version).toBe(version);
    expect(event?.rows.map(([field, kind]) => [field, kind])).toEqual(fieldsOf(shape));
  });

  it('tells what every field means', () => {
    const meanings = sections.filter(({ title }) => /^`|^Metadata$/.test(title)).flatMap(({ rows }) => rows);
    expect(meanings.filter((row) => !row[2])).toEqual([]);
    expect(meanings).not.toHaveLength(0);
  });

  it('lists the values of every choice, and no other', () => {
    const inCode = events.flatMap(({ shape }) =>
      Object.entries(shape).flatMap(([field, schema]) =>
        schema instanceof z.ZodEnum ? schema.options.map((value) => `${field} ${JSON.stringify(value)}`) : [],
      ),
    );
    const onPage = sections.flatMap(({ title, rows }) => {
      const field = /^Values of `(\w+)`$/.exec(title)?.[1];
      return field === undefined ? [] : rows.map(([value]) => `${field} ${JSON.stringify(plain(value))}`);
    });
    expect(onPage.sort()).toEqual([...new Set(inCode)].sort());
  });

  it('tells the fields and types of the metadata as they are', () => {
    const fields = fieldsOf(eventMetadataSchema.shape);
    expect(rowsOf('Metadata').map(([field, kind]) => [field, kind])).toEqual(fields);
  });

  it('tells the kinds of actor and their fields as they are', () => {
    const inCode = actorSchema.options.map(({ shape: { kind, ...rest } }) => [
      `\`${kind.value}\``,
      fieldsOf(rest)
        .map(([field, type]) => `${field} (${type})`)
        .join(', '),
    ]);
    expect(rowsOf('Kinds of `actor`').map(([kind, fields]) => [kind, fields])).toEqual(inCode);
  });

  it('tells the version of the state each stream carries', () => {
    const inCode = deciders.map(({ category, stateVersion }) => `${category} ${String(stateVersion)}`);
    const onPage = rowsOf('State').map(([stream, version]) => `${plain(stream)} ${version ?? ''}`);
    expect(onPage.sort()).toEqual(inCode.sort());
  });

  it('has every version of every event in its history, and no other', () => {
    const inCode = events.flatMap(({ type, version }) =>
      Array.from({ length: version }, (_, index) => `${type} ${String(index + 1)}`),
    );
    const onPage = rowsOf('Version history').map(([type, version]) => `${plain(type)} ${version ?? ''}`);
    expect(onPage.sort()).toEqual(inCode.sort());
  });

  it('says of every version after the first what changed', () => {
    const later = rowsOf('Version history').filter(([, version]) => version !== '1');
    expect(later.filter((row) => !row[3])).toEqual([]);
  });

  it('explains every type it uses', () => {
    const types = [...described.flatMap(({ rows }) => rows), ...rowsOf('Metadata')].map(
      ([, type]) => type ?? '',
    );
    const used = types.flatMap(
      (type) => type.replace(/`.+`/, '`a value`').split(/ or null|, optional/)[0] ?? '',
    );
    const explained = sections.filter(({ title }) => title === 'Types of fields').flatMap(({ rows }) => rows);
    expect(explained.map(([type]) => type).sort()).toEqual([...new Set(used)].sort());
  });

  it('links only to headings it has', () => {
    const anchors = sections.map(({ title }) => anchorOf(title));
    const links = sections.flatMap(({ text }) =>
      [...text.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor),
    );
    expect(links).not.toHaveLength(0);
    expect(links.filter((link) => !anchors.includes(link ?? ''))).toEqual([]);
  });
});

/** Fields and their types as the page writes them; those of an object follow it. */
function fieldsOf(shape: Readonly<Record<string, z.core.$ZodType>>, prefix = ''): [string, string][] {
  return Object.entries(shape).flatMap(([field, schema]) => {
    const inner = schema instanceof z.ZodOptional ? schema.unwrap() : schema;
    const below = inner instanceof z.ZodObject ? fieldsOf(inner.shape, `${prefix}${field}.`) : [];
    return [[`\`${prefix}${field}\``, typeOf(field, schema)] as [string, string], ...below];
  });
}

function typeOf(field: string, schema: z.core.$ZodType): string {
  if (schema instanceof z.ZodOptional) return `${typeOf(field, schema.unwrap())}, optional`;
  if (schema instanceof z.ZodNullable) return `${typeOf(field, schema.unwrap())} or null`;
  if (schema instanceof z.ZodLiteral) return `\`${String(schema.value)}\``;
  if (schema instanceof z.ZodUUID) return 'UUID';
  if (schema instanceof z.ZodISODateTime) return 'instant';
  if (schema instanceof z.ZodNumber && schema.format === 'safeint') return 'integer';
  if (schema instanceof z.ZodEnum || schema instanceof z.ZodDiscriminatedUnion) return 'choice';
  if (schema instanceof z.ZodString) return field.startsWith('sealed') ? 'sealed' : 'string';
  if (schema instanceof z.ZodObject) return 'object';
  if (field === 'value') return 'JSON';
  throw new TypeError(`The page has no word for the type of ${field}`);
}

function readSections(page: string): readonly Section[] {
  let chapter = '';
  return page.split(/^(?=#{1,4} )/m).map((part): Section => {
    const [heading = '', ...lines] = part.split('\n');
    const title = heading.replace(/^#+ /, '');
    if (heading.startsWith('## ')) chapter = title;
    const table = lines.filter((line) => line.startsWith('|')).map(cells);
    return { title, chapter, text: lines.join('\n'), rows: table.slice(2) };
  });
}

function cells(line: string): Row {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

function plain(cell = ''): string {
  return cell.replaceAll('`', '');
}

/** The anchor GitHub gives a heading. */
function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-');
}
