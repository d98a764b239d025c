import { codeFromOathtool, scanPng, scanSvg } from '../support/authenticator.js';
import { account } from '../support/client-queries.js';
import { somebody, WITH_QR_CODES, type Client, type Credentials, type Result } from '../support/client.js';
import { startService, type Service } from '../support/service.js';
import { itNeeds } from '../support/tools.js';

describe('Starting an enrollment', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService();
  });
  afterAll(() => service.dispose());

  /** Somebody new who is signed in. */
  async function newcomer(): Promise<{ readonly person: Client; readonly me: Credentials }> {
    const [person, me] = [service.client(), somebody()];
    await person.registered(me);
    return { person, me };
  }

  it('shows the key as a URI, in Base32, as an SVG and as a PNG, and until when it waits', async () => {
    const { person, me } = await newcomer();
    expect(await person.startEnrollment(me.password, undefined, WITH_QR_CODES)).toEqual({
      __typename: 'EnrollmentStarted',
      enrollmentId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      otpauthUri: expect.stringMatching(/^otpauth:\/\/totp\//),
      secret: expect.stringMatching(/^[A-Z2-7]+$/),
      expiresAt: new Date(service.clock.now().getTime() + 600_000).toISOString(),
      qrCodeSvg: expect.stringMatching(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/),
      qrCodePng: expect.stringMatching(/^data:image\/png;base64,[\w+/]+=*$/),
    });
  });

  it('makes a new key of 160 bits each time', async () => {
    const { person, me } = await newcomer();
    const secrets = new Set<string>();
    for (let i = 0; i < 3; i++) secrets.add((await person.startEnrollment(me.password))['secret'] as string);
    expect(secrets.size).toBe(3);
    for (const secret of secrets) expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  });

  itNeeds('zbarimg', 'oathtool')(
    'leads to codes that another authenticator shows, from scan to sign-in',
    async () => {
      const { person, me } = await newcomer();
      const { enrollmentId, qrCodePng } = await person.startEnrollment(me.password, undefined, WITH_QR_CODES);
      const scanned = new URL(scanPng(qrCodePng as string)).searchParams.get('secret')!;
      const { clock } = service;
      expect(
        await person.confirmEnrollment(enrollmentId as string, codeFromOathtool(scanned, clock.now())),
      ).toMatchObject({
        __typename: 'EnrollmentConfirmed',
        enrollmentId,
        recoveryCodes: expect.anything(),
      });
      clock.advance({ steps: 1 });
      const { challenge } = await person.signIn(me);
      expect(
        await person.answerChallenge(challenge as string, codeFromOathtool(scanned, clock.now())),
      ).toMatchObject({
        session: { assuranceLevel: 'AAL2' },
      });
    },
  );

  it('asks for the password again', async () => {
    const { person } = await newcomer();
    for (const password of ['', 'wrong horse battery staple', 'x'.repeat(5_000)]) {
      expect(await person.startEnrollment(password)).toEqual({
        __typename: 'PasswordRefused',
        code: 'PASSWORD_REFUSED',
        message: 'That is not your password.',
        retryAfter: null,
      });
    }
  });

  it('is for people who are signed in', async () => {
    const [nobody, application] = [service.client(), await service.keyClient('administrator')];
    for (const client of [nobody, application]) {
      expect(await client.startEnrollment(somebody().password)).toMatchObject({ code: 'NOT_SIGNED_IN' });
    }
  });

  it('changes nothing about signing in until it is confirmed', async () => {
    const { person, me } = await newcomer();
    const { expiresAt } = await person.startEnrollment(me.password);
    expect(await service.client().signIn(me)).toMatchObject({ session: { assuranceLevel: 'AAL1' } });
    expect(await account(person, { username: me.username })).toMatchObject({
      twoFactor: { status: 'PENDING', enrollmentExpiresAt: expiresAt },
    });
  });
});

/** Names that would break a URI, a label or a QR code that is put together carelessly. */
const HOSTILE_NAMES = [
  'ada lovelace',
  'ada:byron:lovelace',
  '100%',
  '%3A%20&secret=AAAA',
  'a&issuer=Evil&b=c',
  'ada@example.com/path?query#fragment+plus',
  '"<svg onload=alert(1)>"',
  'x\\y',
  '👩🏽‍🚀'.replaceAll('\u200d', ''),
  '🥊'.repeat(64),
  'أدا لوفليس',
  '艾達·勒芙蕾絲',
] as const;

describe('The QR code of somebody with a difficult name', () => {
  let service: Service;
  const enrollments: { readonly username: string; readonly started: Result }[] = [];
  beforeAll(async () => {
    service = await startService();
    for (const username of HOSTILE_NAMES) {
      const person = service.client();
      await person.registered({ ...somebody(), username });
      enrollments.push({
        username,
        started: await person.startEnrollment(somebody().password, undefined, WITH_QR_CODES),
      });
    }
  });
  afterAll(() => service.dispose());

  it('carries a URI that issuer and name come out of again', () => {
    for (const { username, started } of enrollments) {
      const { otpauthUri, secret } = started;
      expect(otpauthUri).toMatch(/^[\x21-\x7e]+$/);
      const { protocol, host, pathname, searchParams, hash } = new URL(otpauthUri as string);
      expect({ protocol, host, hash }).toEqual({ protocol: 'otpauth:', host: 'totp', hash: '' });
      // The label is `issuer:account`; a colon of either is encoded.
      expect(pathname.slice(1).split(':').map(decodeURIComponent)).toEqual(['Countersign', username]);
      const parameters = { issuer: 'Countersign', secret, algorithm: 'SHA1', digits: '6', period: '30' };
      expect([...searchParams].sort()).toEqual(Object.entries(parameters).sort());
    }
  });

  itNeeds('zbarimg')('is read by a scanner as exactly that URI, from the PNG and from the SVG', async () => {
    for (const { started } of enrollments) {
      expect(scanPng(started['qrCodePng'] as string)).toBe(started['otpauthUri']);
      expect(scanSvg(started['qrCodeSvg'] as string)).toBe(started['otpauthUri']);
    }
  });
});

describe('An operator', () => {
  it('sets the issuer, and how long an enrollment waits', async () => {
    const ISSUER = 'Bank für Gemeinwohl & Söhne';
    await using service = await startService({ environment: { ISSUER, ENROLLMENT_TTL: '60' } });
    const person = service.client();
    const me = somebody();
    await person.registered(me);
    const { otpauthUri, secret, enrollmentId, expiresAt } = await person.startEnrollment(me.password);
    const { pathname, searchParams } = new URL(otpauthUri as string);
    expect(pathname.slice(1).split(':').map(decodeURIComponent)).toEqual([ISSUER, me.username]);
    expect(searchParams.get('issuer')).toBe(ISSUER);
    expect(expiresAt).toBe(new Date(service.clock.now().getTime() + 60_000).toISOString());
    service.clock.advance({ seconds: 60 });
    expect(
      await person.confirmEnrollment(enrollmentId as string, person.code(secret as string)),
    ).toMatchObject({ code: 'ENROLLMENT_EXPIRED' });
  });
});
