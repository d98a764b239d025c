import fc from 'fast-check';
import { localPath } from '../../src/web/local-path.js';

const HOME = '/settings';

describe('Where somebody goes after signing in', () => {
  it.each(['/settings', '/settings/two-factor/enable', '/audit?after=x&first=3', '/settings/%2F', '/'])(
    'is where they wanted to: %s',
    (path) => {
      expect(localPath(path, HOME)).toBe(path);
    },
  );

  it.each([
    null,
    '',
    'settings',
    'https://example.com/',
    'HTTPS:example.com',
    '//example.com',
    '///example.com',
    '/\\example.com',
    '\\\\example.com',
    '/\t/example.com',
    '/\n/example.com',
    '/./\\example.com',
    '/.//example.com',
    '/..//example.com',
    'javascript:alert(1)',
    'data:text/html,x',
    ' //example.com',
    '@example.com',
  ])('is home for what is no path of this page: %j', (wanted) => {
    expect(localPath(wanted, HOME)).toBe(HOME);
  });

  it('is this origin for whatever an address may say', () => {
    const piece = fc.constantFrom(
      '/',
      '\\',
      '.',
      '..',
      ':',
      '@',
      '?',
      '#',
      '\t',
      '\n',
      '%2f',
      '%5c',
      'a',
      'example.com',
    );
    const spelled = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(fc.oneof(spelled, fc.string(), fc.webUrl()), (wanted) => {
        const path = localPath(wanted, HOME);
        expect(path.startsWith('/')).toBe(true);
        expect(new URL(path, 'https://countersign.test').origin).toBe('https://countersign.test');
      }),
      { numRuns: 2_000 },
    );
  });
});
