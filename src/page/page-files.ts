import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Where `npm run build` puts the page, seen from the sources and from what is built of them. */
const BUILT = join(import.meta.dirname, '../../dist/web');

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.woff2': 'font/woff2',
};

/** Fonts are compressed as they are. */
const COMPRESSED: ReadonlySet<string> = new Set(['.woff2']);

export interface PageFile {
  readonly type: string;
  readonly body: Buffer;
  readonly gzipped: Buffer | null;
  /** As an `ETag` header gives it. */
  readonly tag: string;
}

/** The built page, all of it in memory. A name that is not among these leads nowhere, whatever is in it. */
export interface PageFiles {
  readonly index: PageFile;
  /** By name; each has a hash of its content in it. */
  readonly assets: ReadonlyMap<string, PageFile>;
}

/** Reads the built page; `null` when there is none. */
export function readPageFiles(folder = BUILT): PageFiles | null {
  if (!existsSync(join(folder, 'index.html'))) return null;
  const assets = join(folder, 'assets');
  const names = existsSync(assets) ? readdirSync(assets) : [];
  return {
    index: readFile(join(folder, 'index.html')),
    assets: new Map(names.map((name) => [name, readFile(join(assets, name))])),
  };
}

function readFile(path: string): PageFile {
  const body = readFileSync(path);
  const extension = extname(path);
  return {
    type: TYPES[extension] ?? 'application/octet-stream',
    body,
    gzipped: COMPRESSED.has(extension) ? null : gzipSync(body, { level: 9 }),
    tag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
  };
}
