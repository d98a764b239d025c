import { execFileSync, type ExecFileSyncOptionsWithStringEncoding } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** zbarimg also says on standard error that it found no desktop to talk to. */
const QUIETLY: ExecFileSyncOptionsWithStringEncoding = {
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'ignore'],
};

/** The code oathtool shows for a Base32 key at an instant: an authenticator nobody here wrote. */
export function codeFromOathtool(secret: string, at: Date): string {
  const now = at.toISOString().replace('T', ' ').replace('Z', ' UTC');
  return execFileSync('oathtool', ['--totp', '--base32', secret, '--now', now], { encoding: 'utf8' }).trim();
}

/** What a scanner reads from the QR code in a PNG data URI. */
export function scanPng(dataUri: string): string {
  const prefix = 'data:image/png;base64,';
  if (!dataUri.startsWith(prefix)) throw new Error('Not a PNG data URI');
  return scan('qr.png', Buffer.from(dataUri.slice(prefix.length), 'base64'));
}

/** What a scanner reads from the QR code in an SVG document. */
export function scanSvg(svg: string): string {
  return scan('qr.pgm', toGreymap(svg));
}

function scan(file: string, image: Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'countersign qr '));
  try {
    writeFileSync(join(folder, file), image);
    return execFileSync('zbarimg', ['--raw', '-q', join(folder, file)], QUIETLY).trimEnd();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const PIXELS_A_MODULE = 4;

/** Draws the rows of modules an SVG strokes (`M4 4.5h7m6 0h1…`) as a portable greymap. */
function toGreymap(svg: string): Buffer {
  const size = Number(/viewBox="0 0 (\d+) \1"/.exec(svg)?.[1]);
  const path = /stroke="#000000" d="([^"]+)"/.exec(svg)?.[1] ?? '';
  const dark = new Set<number>();
  let [x, y] = [0, 0];
  for (const [, command = '', first = '0', second = '0'] of path.matchAll(
    /([Mmh])(-?[\d.]+)(?: (-?[\d.]+))?/g,
  )) {
    if (command === 'M') [x, y] = [Number(first), Math.floor(Number(second))];
    if (command === 'm') [x, y] = [x + Number(first), y + Number(second)];
    if (command === 'h') for (const end = x + Number(first); x < end; x++) dark.add(y * size + x);
  }
  const width = size * PIXELS_A_MODULE;
  const pixel = (_: unknown, index: number) => {
    const [row, column] = [Math.floor(index / width), index % width];
    const module = Math.floor(row / PIXELS_A_MODULE) * size + Math.floor(column / PIXELS_A_MODULE);
    return dark.has(module) ? 0 : 255;
  };
  return Buffer.concat([
    Buffer.from(`P5 ${String(width)} ${String(width)} 255\n`),
    Uint8Array.from({ length: width ** 2 }, pixel),
  ]);
}
