import { codeAt, newSecret, otpauthUri, timeStep, TOTP_PARAMETERS } from '../../src/two-factor/totp.js';

/** The ASCII secret `12345678901234567890` of both RFCs, in Base32. */
const RFC_SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

describe('The code of a time step', () => {
  it.each(
    ['755224', '287082', '359152', '969429', '338314', '254676', '287922', '162583', '399871', '520489'].map(
      (code, count) => [count, code] as const,
    ),
  )('is that of RFC 4226 appendix D for count %i: %s', (count, code) => {
    expect(codeAt(RFC_SECRET, count)).toBe(code);
  });

  // The RFC lists eight digits; six are the last six of them: both are remainders of one number (RFC 4226 §5.3).
  it.each([
    [59, 0x1, '94287082'],
    [1_111_111_109, 0x23523ec, '07081804'],
    [1_111_111_111, 0x23523ed, '14050471'],
    [1_234_567_890, 0x273ef07, '89005924'],
    [2_000_000_000, 0x3f940aa, '69279037'],
    [20_000_000_000, 0x27bc86aa, '65353130'],
  ])('is that of RFC 6238 appendix B at %i seconds (SHA-1)', (seconds, step, eightDigits) => {
    const at = new Date(seconds * 1_000);
    expect(timeStep(at)).toBe(step);
    expect(codeAt(RFC_SECRET, timeStep(at))).toBe(eightDigits.slice(-6));
  });

  it('keeps its leading zeros', () => {
    expect(codeAt(RFC_SECRET, 0x23523ec)).toBe('081804');
  });
});

describe('The time step of an instant', () => {
  it('is thirty seconds long and begins with 1970', () => {
    expect([0, 29_999, 30_000, 59_999, 60_000].map((ms) => timeStep(new Date(ms)))).toEqual([0, 0, 1, 1, 2]);
  });
});

describe('A new secret', () => {
  it('is 160 random bits in Base32, and never the same', () => {
    const secrets = Array.from({ length: 100 }, newSecret);
    for (const secret of secrets) expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(new Set(secrets).size).toBe(secrets.length);
  });
});

describe('The key URI', () => {
  it('names what every authenticator reads', () => {
    const uri = new URL(otpauthUri(RFC_SECRET, 'Countersign', 'ada'));
    expect(uri.protocol).toBe('otpauth:');
    expect(uri.host).toBe('totp');
    expect(decodeURIComponent(uri.pathname)).toBe('/Countersign:ada');
    expect(Object.fromEntries(uri.searchParams)).toEqual({
      issuer: 'Countersign',
      secret: RFC_SECRET,
      algorithm: 'SHA1',
      digits: '6',
      period: '30',
    });
    expect(TOTP_PARAMETERS).toEqual({ algorithm: 'SHA1', digits: 6, period: 30 });
  });

  it.each([
    'ada lovelace',
    'ada:lovelace',
    'a/b?c#d&e=f%20',
    'ada@example.org',
    'Ελένη',
    '李小龍',
    '🦉',
    '"\'<>+',
  ])('carries any username unharmed: %s', (username) => {
    const text = otpauthUri(RFC_SECRET, 'A & B?', username);
    const uri = new URL(text);
    const [issuer, ...label] = uri.pathname.slice(1).split(':');
    expect(decodeURIComponent(issuer ?? '')).toBe('A & B?');
    expect(decodeURIComponent(label.join(':'))).toBe(username);
    expect(uri.searchParams.get('issuer')).toBe('A & B?');
    expect(uri.searchParams.get('secret')).toBe(RFC_SECRET);
    expect(text).toMatch(/^[\x21-\x7e]+$/);
  });
});
