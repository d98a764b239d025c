import type { Browser } from '../support/client-browser.js';
import { viewer } from '../support/client-queries.js';
import { somebody, type Credentials } from '../support/client.js';
import { startService, type Service } from '../support/service.js';

const SIGN_OUT = 'mutation { signOut { wasSignedIn } }';

describe('A browser', () => {
  let service: Service;
  let browser: Browser;
  let me: Credentials;
  beforeAll(async () => {
    service = await startService();
  });
  beforeEach(async () => {
    [browser, me] = [service.browser(), somebody()];
    await browser.register(me);
  });
  afterAll(() => service.dispose());

  it('is given its session in a cookie that scripts cannot read and other sites cannot send', async () => {
    const signedIn = await browser.signIn(me);
    const [pair, ...attributes] = browser.setCookie!.split('; ');
    expect(pair).toMatch(/^__Host-session=cs_session_[\w-]{43}$/);
    const expires = new Date(signedIn['session'].expiresAt as string).toUTCString();
    expect(attributes.sort()).toEqual(
      [`Expires=${expires}`, 'HttpOnly', 'Path=/', 'SameSite=Strict', 'Secure'].sort(),
    );
  });

  it('is not shown the token in the reply', async () => {
    expect(await browser.signIn(me)).toMatchObject({ __typename: 'SignedIn', token: null });
    expect(browser.replies.at(-1)!.text).not.toContain('cs_session_');
  });

  it('turns 2FA on, signs in with it and turns it off, by its cookie alone', async () => {
    await browser.signIn(me);
    expect(await viewer(browser)).toMatchObject({ session: { assuranceLevel: 'AAL1' } });
    const { enrollmentId, secret } = await browser.startEnrollment(me.password);
    const code = () => browser.code(secret as string);
    await browser.confirmEnrollment(enrollmentId as string, code());
    await browser.signOut();

    service.clock.advance({ steps: 1 });
    const { challenge } = await browser.signIn(me);
    expect(browser.cookie).toBe('');
    await browser.answerChallenge(challenge as string, code());
    expect(await viewer(browser)).toMatchObject({ session: { assuranceLevel: 'AAL2', amr: ['pwd', 'otp'] } });
    service.clock.advance({ steps: 1 });
    expect(await browser.disableTwoFactor(me.password, code())).toMatchObject({
      __typename: 'TwoFactorDisabled',
    });
  });

  it('is rid of its cookie when it signs out, and the session is dead for who kept it', async () => {
    await browser.signIn(me);
    const kept = browser.cookie;
    await browser.signOut();
    expect(browser.setCookie).toMatch(
      /^__Host-session=; Path=\/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; Secure/,
    );
    const headers = { 'content-type': 'application/json', cookie: kept };
    const body = JSON.stringify({ query: '{ viewer { session { id } } }' });
    expect(await browser.request({ method: 'POST', headers, body })).toMatchObject({
      data: { viewer: null },
    });
  });

  it('is told not to keep any reply', async () => {
    await browser.signIn(me);
    expect(browser.replies.at(-1)!.headers.get('cache-control')).toBe('no-store');
  });

  it('cannot carry an API key in its cookie', async () => {
    const { token } = await service.keyClient('auditor');
    browser.setCookie = `__Host-session=${token!}`;
    expect(await browser.send('{ accounts { edges { node { id } } } }')).toMatchObject({
      errors: [{ extensions: { code: 'NOT_ALLOWED' } }],
    });
  });

  it('is who its bearer token says, when a request has one as well', async () => {
    await browser.signIn(me);
    const [other, somebodyElse] = [service.client(), somebody()];
    await other.registered(somebodyElse);
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${other.token!}` };
    const body = JSON.stringify({ query: '{ viewer { account { username } } }' });
    expect(await browser.request({ method: 'POST', headers, body })).toMatchObject({
      data: { viewer: { account: { username: somebodyElse.username } } },
    });
  });
});

describe('A page of another site', () => {
  let service: Service;
  let victim: Browser;
  beforeEach(async () => {
    service = await startService();
    victim = service.browser();
    await victim.registered(somebody());
  });
  afterEach(() => service.dispose());

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'text/plain; charset=utf-8'])(
    'cannot act for a person with a form of type %s, which needs no preflight',
    async (type) => {
      const body = JSON.stringify({ query: SIGN_OUT });
      const { status, data } = await victim.request({
        method: 'POST',
        headers: { 'content-type': type },
        body,
      });
      expect(status).toBe(415);
      expect(data).toBeUndefined();
      expect(await viewer(victim)).not.toBeNull();
    },
  );

  it('cannot with an upload either', async () => {
    const body = new FormData();
    body.set('operations', JSON.stringify({ query: SIGN_OUT }));
    const { status, data } = await victim.request({ method: 'POST', body });
    expect(status).toBe(415);
    expect(data).toBeUndefined();
    expect(await viewer(victim)).not.toBeNull();
  });

  it('cannot with a link or an image', async () => {
    for (const query of [SIGN_OUT, '{ viewer { session { id } } }']) {
      const { status, data } = await victim.request({}, `/graphql?query=${encodeURIComponent(query)}`);
      expect(status).toBe(405);
      expect(data).toBeUndefined();
    }
    expect(await viewer(victim)).not.toBeNull();
  });

  it('is not allowed to read an answer', async () => {
    const headers = { origin: 'https://evil.example', 'access-control-request-method': 'POST' };
    const preflight = await victim.request({ method: 'OPTIONS', headers });
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
    const reply = await victim.request({
      method: 'POST',
      headers: { origin: 'https://evil.example', 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ __typename }' }),
    });
    expect(reply.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('A GET request', () => {
  it('is not answered, whatever it asks for and whatever headers it has, and changes nothing', async () => {
    await using service = await startService();
    const person = service.client();
    await person.registered(somebody());
    const headers = { 'apollo-require-preflight': 'yes' };
    for (const query of ['{ viewer { account { username } } }', SIGN_OUT]) {
      const reply = await person.request({ headers }, `/graphql?query=${encodeURIComponent(query)}`);
      expect([reply.status, reply.data, reply.headers.get('allow')]).toEqual([405, undefined, 'POST']);
    }
    expect(await viewer(person)).not.toBeNull();
  });
});
