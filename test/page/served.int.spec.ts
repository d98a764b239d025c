import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPageFiles } from '../../src/page/page-files.js';
import { startService, type Service } from '../support/service.js';

describe('Account Settings, as the service serves it', () => {
  let service: Service;
  let index: Response;
  let html: string;
  let scripts: readonly string[];
  beforeAll(async () => {
    service = await startService();
    index = await get('/');
    html = await index.text();
    scripts = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path!);
  });
  afterAll(() => service.dispose());

  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${service.nextUrl()}${path}`, { headers });

  it('is HTML, asked for anew each time', () => {
    expect(index.status).toBe(200);
    expect(index.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(index.headers.get('cache-control')).toBe('no-cache');
  });

  it('may run, show and ask nothing but what is served here', () => {
    const policy = index.headers.get('content-security-policy') ?? '';
    const rules = Object.fromEntries(policy.split('; ').map((rule) => rule.split(/ (.*)/)));
    expect(rules).toEqual({
      'default-src': "'none'",
      'object-src': "'none'",
      'script-src': "'self'",
      'style-src': "'self'",
      'font-src': "'self'",
      'img-src': "'self' data:",
      'connect-src': "'self'",
      'frame-ancestors': "'none'",
      'base-uri': "'none'",
      'form-action': "'self'",
    });
    expect(index.headers.get('x-content-type-options')).toBe('nosniff');
    expect(index.headers.get('referrer-policy')).toBe('no-referrer');
  });

  it('has no script and no style in the page itself, and none from elsewhere', () => {
    expect(html).not.toMatch(/<script(?![^>]* src="\/assets\/)/);
    expect(html).not.toMatch(/<style|style=|https?:\/\//);
    expect(scripts).not.toHaveLength(0);
  });

  it.each([
    '/sign-in',
    '/sign-in/code',
    '/reset-password',
    '/register',
    '/settings',
    '/settings/two-factor/enable',
    '/audit',
    '/audit/adoption',
  ])('is the same page at %s', async (path) => {
    expect(await (await get(path)).text()).toBe(html);
  });

  it('keeps what has a hash in its name for ever, as what it is', async () => {
    const types = {
      js: 'text/javascript; charset=utf-8',
      css: 'text/css; charset=utf-8',
      svg: 'image/svg+xml; charset=utf-8',
    };
    for (const path of scripts) {
      const { status, headers } = await get(path);
      expect([path, status]).toEqual([path, 200]);
      expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(headers.get('content-type')).toBe(types[path.split('.').at(-1) as keyof typeof types]);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  it('is sent compressed to who can read it, and not at all to who has it', async () => {
    const zipped = await get('/', { 'accept-encoding': 'gzip' });
    expect(zipped.headers.get('content-encoding')).toBe('gzip');
    expect(await zipped.text()).toBe(html);
    const plain = await get('/', { 'accept-encoding': 'identity' });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(await plain.text()).toBe(html);
    const again = await get('/', { 'if-none-match': index.headers.get('etag') ?? '' });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe('');
  });

  it.each([
    '/assets/nothing.js',
    '/assets/..%2Findex.html',
    '/assets/',
    '/assets/../../package.json',
    '/nothing',
  ])('is not there at %s', async (path) => {
    expect((await get(path)).status).toBe(404);
  });

  it('is not served where it was not built', () => {
    const folder = mkdtempSync(join(tmpdir(), 'countersign page '));
    expect(readPageFiles(folder)).toBeNull();
    mkdirSync(join(folder, 'assets'));
    writeFileSync(join(folder, 'index.html'), 'page');
    writeFileSync(join(folder, 'assets', 'a-1.js'), 'script');
    expect([...readPageFiles(folder)!.assets.keys()]).toEqual(['a-1.js']);
    rmSync(folder, { recursive: true });
  });
});
