import { changePassword, sessions } from '../../support/account-settings.js';
import type { Browser } from '../../support/client-browser.js';
import { viewer } from '../../support/client-queries.js';
import { Client, somebody, type Credentials } from '../../support/client.js';
import { startInProduction } from '../../support/production.js';
import { RawSocket } from '../../support/raw-socket.js';
import type { Service } from '../../support/service.js';
import { NEW, WRONG } from '../passwords/guessing.js';

/** What is promised, and a moment for a machine with other things to do. */
const IN_TIME = 2_000 + 500;

let service: Service;
let me: Credentials;
beforeAll(async () => {
  service = await startInProduction();
});
afterAll(() => service.dispose());
beforeEach(() => {
  me = somebody();
});

/** Somebody who goes on with what a browser had. */
function withCookieOf(browser: Browser): Browser {
  const thief = service.browser();
  thief.setCookie = browser.setCookie;
  return thief;
}

/** Somebody who goes on with the token a program had. */
const withTokenOf = ({ token = '' }: Client) => new Client(service.nextUrl(), service.clock, token);

describe('Signing in anew in a browser', () => {
  it('ends the session it had before', async () => {
    const browser = service.browser();
    await browser.registered(me);
    const before = withCookieOf(browser);
    await browser.signIn(me);
    expect([await viewer(before), (await viewer(browser)) !== null]).toEqual([null, true]);
    expect(await sessions(browser)).toHaveLength(1);
  });

  it('ends it whoever it was of, and no other session of theirs', async () => {
    const [browser, elsewhere, another] = [service.browser(), service.client(), somebody()];
    await browser.registered(another);
    await elsewhere.signIn(another);
    const before = withCookieOf(browser);
    await browser.registered(me);
    expect(await viewer(before)).toBeNull();
    expect(await viewer(browser)).toMatchObject({ account: { username: me.username } });
    expect(await sessions(elsewhere)).toHaveLength(1);
  });

  it('ends it when the code is right, and not for the password alone', async () => {
    const browser = service.browser();
    const { secret } = await browser.enrolled(me);
    const before = withCookieOf(browser);
    service.clock.advance({ steps: 1 });
    const { challenge } = await browser.signIn(me);
    await browser.answerChallenge(challenge as string, browser.wrongCode(secret));
    expect(await viewer(before)).not.toBeNull();
    await browser.answerChallenge(challenge as string, browser.code(secret));
    expect([await viewer(before), (await viewer(browser)) !== null]).toEqual([null, true]);
  });

  it('ends nothing when it is refused, or when a program signs in beside it', async () => {
    const browser = service.browser();
    await browser.registered(me);
    await browser.signIn({ ...me, password: WRONG });
    expect(await viewer(browser)).not.toBeNull();
    const program = service.client();
    await program.signIn(me);
    await program.signIn(me);
    expect(await viewer(browser)).not.toBeNull();
    expect(await sessions(browser)).toHaveLength(3);
  });

  it('takes no notice of a cookie that is no session’s', async () => {
    for (const value of ['', 'nonsense', 'cs_session_of_nobody', 'cs_key_of_nobody']) {
      const browser = service.browser();
      browser.setCookie = `__Host-session=${value}`;
      expect(await browser.registered(somebody())).toMatchObject({ accountId: expect.any(String) });
      expect(await viewer(browser)).not.toBeNull();
    }
  });

  it('sets no cookie when the old session can’t be ended', async () => {
    await using broken = await startInProduction();
    const browser = broken.browser();
    await browser.registered(me);
    const before = browser.cookie;
    await broken.break('sessions', 'end', 'The database does not answer');
    await expect(browser.signIn(me)).rejects.toThrow('INTERNAL_SERVER_ERROR');
    expect(browser.cookie).toBe(before);
  });
});

describe('Changing the password', () => {
  const change = () => ({ currentPassword: me.password, newPassword: NEW });

  it('gives a browser another cookie, until the same time, and nothing to read', async () => {
    const browser = service.browser();
    await browser.registered(me);
    const [before, expires] = [withCookieOf(browser), expiryOf(browser)];
    expect(await changePassword(browser, change())).toMatchObject({
      __typename: 'PasswordChanged',
      token: null,
    });
    expect([await viewer(before), (await viewer(browser)) !== null]).toEqual([null, true]);
    expect(expiryOf(browser)).toBe(expires);
    expect(browser.setCookie).toMatch(/; Path=\/; .*; HttpOnly; Secure; SameSite=Strict$/);
  });

  it('gives a program another token, and no cookie', async () => {
    const program = service.client();
    await program.registered(me);
    const before = withTokenOf(program);
    const [{ id } = {}] = (await sessions(program))!;
    expect(await changePassword(program, change())).toMatchObject({
      token: expect.stringMatching(/^cs_session_[\w-]{43}$/) as string,
    });
    expect(program.token).not.toBe(before.token);
    expect(program.replies.at(-1)?.headers.get('set-cookie')).toBeNull();
    expect(await viewer(before)).toBeNull();
    expect(await sessions(program)).toMatchObject([{ id, isCurrent: true }]);
  });

  it('leaves the token alone when it is refused', async () => {
    const program = service.client();
    await program.registered(me);
    await changePassword(program, { ...change(), currentPassword: WRONG });
    expect(await viewer(program)).not.toBeNull();
  });

  it('closes the sockets that were opened with the old token', async () => {
    const program = service.client();
    await program.registered(me);
    using socket = await new RawSocket(service.nextUrl()).introduced(program.token);
    await changePassword(program, change());
    await socket.closedWith(4403, IN_TIME);
    using again = await new RawSocket(service.nextUrl()).introduced(program.token);
    expect(again.closed).toBeUndefined();
  });

  it('is refused when its session ended meanwhile', async () => {
    await using held = await startInProduction();
    const person = held.client();
    await person.registered(me);
    const elsewhere = new Client(held.nextUrl(), held.clock, person.token);
    const { reached, goOn } = await held.hold('sessions', 'replaceToken');
    const changing = changePassword(person, change());
    await reached;
    await elsewhere.signOut();
    await goOn();
    expect(await changing).toMatchObject({ code: 'NOT_SIGNED_IN' });
    expect(await held.client().signIn(me)).toMatchObject({ __typename: 'SignedIn' });
  });

  it('leaves the person signed out, and no token good, when it is cut off half-way', async () => {
    await using broken = await startInProduction();
    const person = broken.client();
    await person.registered(me);
    await broken.break('eventStore', 'append', 'The disk is gone');
    await expect(changePassword(person, change())).rejects.toThrow('INTERNAL_SERVER_ERROR');
    await broken.mend();
    expect(await viewer(person)).toBeNull();
    expect(await broken.client().signIn(me)).toMatchObject({ __typename: 'SignedIn' });
  });

  it('leaves one good token when one session does it several times at once', async () => {
    const program = service.client();
    await program.registered(me);
    const rivals = Array.from({ length: 4 }, () => withTokenOf(program));
    const told = await Promise.all(rivals.map((rival) => changePassword(rival, change())));
    expect(told.filter(({ __typename }) => __typename === 'PasswordChanged')).toHaveLength(1);
    const alive = await Promise.all(rivals.map(viewer));
    expect(alive.map((seen) => seen !== null)).toEqual(told.map(({ token }) => Boolean(token)));
    expect(await viewer(program)).toBeNull();
  });
});

function expiryOf({ setCookie }: Browser): string | undefined {
  return /Expires=([^;]+)/.exec(setCookie ?? '')?.[1];
}
