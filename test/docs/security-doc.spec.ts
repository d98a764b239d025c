import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

const OVERVIEW = 'docs/security.md';
const ASVS = 'docs/security/asvs.md';
const NIST = 'docs/security/nist-and-rfcs.md';
const PAGES = [OVERVIEW, ASVS, NIST];

/** The requirements of ASVS 5.0.0 in chapters V3, V4, V6, V7, V11 and V16, by the level that asks for them first. */
const REQUIREMENTS = {
  1: `3.2.1 3.2.2 3.3.1 3.4.1 3.4.2 3.5.1 3.5.2 3.5.3 4.1.1 4.4.1 6.1.1 6.2.1 6.2.2 6.2.3 6.2.4 6.2.5 6.2.6 6.2.7
    6.2.8 6.3.1 6.3.2 6.4.1 6.4.2 7.2.1 7.2.2 7.2.3 7.2.4 7.4.1 7.4.2 11.3.1 11.3.2 11.4.1`,
  2: `3.3.2 3.3.3 3.3.4 3.4.3 3.4.4 3.4.5 3.4.6 3.5.4 3.5.5 3.7.1 3.7.2 4.1.2 4.1.3 4.2.1 4.3.1 4.3.2 4.4.2 4.4.3
    4.4.4 6.1.2 6.1.3 6.2.9 6.2.10 6.2.11 6.2.12 6.3.3 6.3.4 6.4.3 6.4.4 6.5.1 6.5.2 6.5.3 6.5.4 6.5.5 6.6.1 6.6.2
    6.6.3 6.8.1 6.8.2 6.8.3 6.8.4 7.1.1 7.1.2 7.1.3 7.3.1 7.3.2 7.4.3 7.4.4 7.4.5 7.5.1 7.5.2 7.6.1 7.6.2 11.1.1
    11.1.2 11.2.1 11.2.2 11.2.3 11.3.3 11.4.2 11.4.3 11.4.4 11.5.1 11.6.1 16.1.1 16.2.1 16.2.2 16.2.3 16.2.4 16.2.5
    16.3.1 16.3.2 16.3.3 16.3.4 16.4.1 16.4.2 16.4.3 16.5.1 16.5.2 16.5.3`,
  3: `3.1.1 3.2.3 3.3.5 3.4.7 3.4.8 3.5.6 3.5.7 3.5.8 3.6.1 3.7.3 3.7.4 3.7.5 4.1.4 4.1.5 4.2.2 4.2.3 4.2.4 4.2.5
    6.3.5 6.3.6 6.3.7 6.3.8 6.4.5 6.4.6 6.5.6 6.5.7 6.5.8 6.6.4 6.7.1 6.7.2 7.5.3 11.1.3 11.1.4 11.2.4 11.2.5 11.3.4
    11.3.5 11.5.2 11.6.2 11.7.1 11.7.2 16.5.4`,
};

/** How a row begins that is not simply met and shown by a test. */
const MARK = /^\*\*(By reading|In part|Not met|Operator|Does not apply)\*\*/;
const MARKS = ['Met', 'By reading', 'Operator', 'Does not apply', 'In part', 'Not met'];
const UNMET = /^\*\*(In part|Not met)\*\*/;

interface Requirement {
  readonly number: string;
  readonly level: string;
  readonly how: string;
  readonly tests: readonly string[];
}

const asvs = rowsOf(ASVS, 5).map(([number, level, , how, tests]): Requirement => {
  return { number: number!, level: level!, how: how!, tests: pathsIn(tests!) };
});
const others = rowsOf(NIST, 4).map(([number, , how, tests]): Requirement => {
  return { number: number!, level: '', how: how!, tests: pathsIn(tests!) };
});
const nist = others.filter(({ number }) => /^[2-5](\.\d+)+$/.test(number));

describe('docs/security/asvs.md', () => {
  it('lists every requirement of its chapters once, under the level that asks for it, and no other', () => {
    const asked = Object.entries(REQUIREMENTS).flatMap(([level, numbers]) =>
      numbers.split(/\s+/).map((number) => `${number} at level ${level}`),
    );
    expect(asked).toHaveLength(154);
    expect(asvs.map(({ number, level }) => `${number} at level ${level}`).sort()).toEqual(asked.sort());
  });
});

describe('docs/security.md', () => {
  it('counts what is met, and what is not, as it is listed', () => {
    const count = (mark: string, levels: string) =>
      asvs.filter(({ level, how }) => levels.includes(level) && (MARK.exec(how)?.[1] ?? 'Met') === mark)
        .length;
    const told = tablesIn(read(OVERVIEW))[0]!;
    expect(told.map(([mark]) => mark)).toEqual(MARKS);
    for (const [mark, ...counts] of told)
      expect([mark, ...counts]).toEqual([mark, ...['12', '3'].map((levels) => String(count(mark!, levels)))]);
  });
});

describe('Each requirement', () => {
  it('is shown by a test, or says why none shows it', () => {
    const unexplained = [...asvs, ...others].filter(
      ({ how, tests }) => tests.length === 0 && !MARK.test(how),
    );
    expect(unexplained).toEqual([]);
  });

  it('says how it is met, or is explained among those that are not', () => {
    const untold = [...asvs, ...others].filter(({ how }) => how === '');
    expect(untold.map(({ number }) => number)).toEqual([]);
    const explained = { ASVS: new Set<string>(), NIST: new Set<string>() };
    for (const [cell] of tableUnder('What is not met')) {
      for (const [, standard, numbers] of cell!.matchAll(/(ASVS|NIST) ([\d., ]+)/g))
        for (const number of numbers!.match(/[\d.]+\d/g)!) explained[standard as 'ASVS'].add(number);
    }
    const unmet = (rows: readonly Requirement[]) =>
      new Set(rows.filter(({ how }) => UNMET.test(how)).map(({ number }) => number));
    expect(explained).toEqual({ ASVS: unmet(asvs), NIST: unmet(nist) });
  });
});

describe.each(PAGES)('%s', (page) => {
  it('names only tests there are', () => {
    const missing = pathsIn(read(page)).filter((path) => !isThere(path));
    expect(missing).toEqual([]);
  });

  it('names only sources there are', () => {
    const named = [...read(page).matchAll(/`([\w-]+(?:\/[\w.-]+)*\.tsx?)`/g)].map(([, path]) => path!);
    expect(named.filter((path) => !existsSync(join(ROOT, 'src', path)))).toEqual([]);
  });

  it('has links that lead somewhere', () => {
    const links = [...read(page).matchAll(/\]\((?!https:)([^)#]*)(?:#([^)]+))?\)/g)];
    expect(links).not.toHaveLength(0);
    for (const [link, path, anchor] of links) {
      const target = path === '' ? page : join(dirname(page), path!);
      expect([link, existsSync(join(ROOT, target))]).toEqual([link, true]);
      if (anchor !== undefined) expect(anchorsOf(target)).toContain(anchor);
    }
  });
});

describe('The inventory of keys and algorithms', () => {
  const USES = /^import (?!type ).*from '(node:crypto|@node-rs\/argon2|otpauth)';$/m;
  const sources = globSync('src/**/*.{ts,tsx}', { cwd: ROOT }).map((file) => file.replaceAll('\\', '/'));
  // Ids are random, but no secrets.
  const using = sources.filter((file) =>
    USES.test(read(file).replaceAll("import { randomUUIDv7 } from 'node:crypto';", '')),
  );

  it('names every file that uses cryptography, and no other', () => {
    const named = tableUnder('Keys and algorithms', 1).flatMap(([, , where]) =>
      [...where!.matchAll(/`([^`]+)`/g)].map(([, path]) => `src/${path!}`),
    );
    expect(named.sort()).toEqual(using.sort());
  });

  it('has every algorithm the sources name', () => {
    const call = /\b(?:createHash|createHmac|hash|createCipheriv|createDecipheriv)\(\s*'([\w-]+)'/g;
    const named = using.flatMap((file) => [...read(file).matchAll(call)].map(([, algorithm]) => algorithm));
    expect([...new Set(named)].sort()).toEqual(['aes-256-gcm', 'sha256']);
  });
});

/** Rows of the tables of a page that have so many cells, without headings. */
function rowsOf(page: string, cells: number): readonly (readonly string[])[] {
  return tablesIn(read(page))
    .flat()
    .filter((row) => row.length === cells);
}

/** The rows of a table under a heading of the overview: the first, or a later one. */
function tableUnder(heading: string, index = 0): readonly (readonly string[])[] {
  const [, chapter = ''] = read(OVERVIEW).split(`\n## ${heading}\n`);
  return tablesIn(chapter.split('\n## ')[0]!)[index]!;
}

function tablesIn(text: string): readonly (readonly (readonly string[])[])[] {
  const tables = text.match(/(?:^\|.*\n?)+/gm) ?? [];
  return tables.map((table) => table.trimEnd().split('\n').slice(2).map(cellsOf));
}

function cellsOf(line: string): readonly string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

function pathsIn(text: string): readonly string[] {
  return [...text.matchAll(/`(test\/[^`]+)`/g)].map(([, path]) => path!);
}

/** Whether a path is that of a test, of a folder of tests, or of one without its ending. */
function isThere(path: string): boolean {
  return globSync(`${path}{,.{spec,*.spec,browser,contract}.ts,.ts}`, { cwd: ROOT }).length > 0;
}

/** The anchors GitHub gives the headings of a page. */
function anchorsOf(page: string): readonly string[] {
  return [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    title!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} -]/gu, '')
      .replaceAll(' ', '-'),
  );
}
