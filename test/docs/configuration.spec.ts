import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { settings } from '../../src/config/config.js';

const README = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');

/** How the table says that a setting has no default. */
const NONE = '—';

/** Variables of a Markdown table and their defaults: rows like `| \`PORT\` | \`3000\` | … |`. */
function documented(markdown: string): Readonly<Record<string, string>> {
  const rows = markdown.matchAll(/^\| *`([A-Z][A-Z0-9_]*)` *\|([^|]*)\|/gm);
  return Object.fromEntries(
    [...rows].map(([, name, value]) => [name, value!.trim().replace(/^`(.*)`$/, '$1')]),
  );
}

describe('The table of settings in README.md', () => {
  it('names every setting the service reads, and no other', () => {
    expect(Object.keys(documented(README)).sort()).toEqual(Object.keys(settings.shape).sort());
  });

  it('tells the default of each, and for what has none that it has none', () => {
    const defaults: Readonly<Record<string, string | number | readonly string[] | undefined>> =
      settings.parse({});
    const told = documented(README);
    for (const name of Object.keys(settings.shape)) {
      const byDefault = String(defaults[name] ?? NONE);
      expect([name, told[name]]).toEqual([name, byDefault]);
    }
  });
});
