import { viewer } from '../support/client-queries.js';
import { ADA } from '../support/facts.js';
import { startService, type Service } from '../support/service.js';

describe('Signing in with a password', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService();
    await service.client().register(ADA);
  });
  afterAll(() => service.dispose());

  it('earns a session at AAL1 that says how it was reached and how long it lasts', async () => {
    const person = service.client();
    const { session, token } = await person.signIn(ADA);
    const now = service.clock.now();
    expect(session).toEqual({
      id: expect.any(String),
      assuranceLevel: 'AAL1',
      amr: ['pwd'],
      createdAt: now.toISOString(),
      expiresAt: new Date(now.getTime() + 12 * 3_600_000).toISOString(),
    });
    expect(token).toMatch(/^cs_session_[\w-]{43}$/);
    expect(await viewer(person)).toMatchObject({ account: { username: 'ada' }, session });
  });

  it('takes the username in any spelling', async () => {
    for (const username of ['ADA', ' ada ', 'ａｄａ']) {
      expect(await service.client().signIn({ ...ADA, username })).toMatchObject({ __typename: 'SignedIn' });
    }
  });

  it('answers a wrong password and an unknown user with the same words', async () => {
    const wrong = await service.client().signIn({ ...ADA, password: 'wrong horse battery staple' });
    expect(wrong).toEqual({
      __typename: 'CredentialsRefused',
      code: 'CREDENTIALS_REFUSED',
      message: 'That username and password do not belong together. Please check both.',
      retryAfter: null,
    });
    for (const username of ['nobody', '', 'a\u0000', 'x'.repeat(1_000)]) {
      expect(await service.client().signIn({ ...ADA, username })).toEqual(wrong);
    }
    for (const password of ['', 'x'.repeat(10_000), ADA.password.toUpperCase()]) {
      expect(await service.client().signIn({ ...ADA, password })).toEqual(wrong);
    }
  });

  it('takes a password however the keyboard composes its characters', async () => {
    const password = 'motörhead für zwölf Bären';
    expect(password.normalize('NFC')).not.toBe(password.normalize('NFD'));
    await service.client().register({ username: 'composed', password: password.normalize('NFC') });
    await service.client().register({ username: 'decomposed', password: password.normalize('NFD') });
    for (const username of ['composed', 'decomposed']) {
      for (const form of ['NFC', 'NFD'] as const) {
        const typed = { username, password: password.normalize(form) };
        expect(await service.client().signIn(typed)).toMatchObject({ __typename: 'SignedIn' });
      }
    }
  });

  it('takes passwords of up to 256 characters of any kind, and tells apart those that differ at the end', async () => {
    const long = 'Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich 🥊 '
      .repeat(4)
      .slice(0, 255);
    const person = { username: 'long', password: `${long}1` };
    expect(await service.client().register(person)).toMatchObject({ __typename: 'Registered' });
    expect(await service.client().signIn(person)).toMatchObject({ __typename: 'SignedIn' });
    expect(await service.client().signIn({ ...person, password: `${long}2` })).toMatchObject({
      __typename: 'CredentialsRefused',
    });
  });
});

describe('A session', () => {
  let service: Service;
  beforeEach(async () => {
    service = await startService();
    await service.client().register(ADA);
  });
  afterEach(() => service.dispose());

  it('is dead at once when its owner signs out', async () => {
    const person = service.client();
    await person.signIn(ADA);
    expect(await person.signOut()).toEqual({ __typename: 'SignedOut', wasSignedIn: true });
    expect(await viewer(person)).toBeNull();
    expect(await person.startEnrollment(ADA.password)).toMatchObject({ code: 'NOT_SIGNED_IN' });
    expect(await person.signOut()).toEqual({ __typename: 'SignedOut', wasSignedIn: false });
  });

  it('ends alone: others of the same account go on', async () => {
    const [one, other] = [service.client(), service.client()];
    await one.signIn(ADA);
    await other.signIn(ADA);
    await one.signOut();
    expect(await viewer(other)).toMatchObject({ account: { username: 'ada' } });
  });

  it('ends by itself when its time is over, however much it is used', async () => {
    const person = service.client();
    await person.signIn(ADA);
    for (const seconds of [...Array<number>(23).fill(1_800), 1_799]) {
      service.clock.advance({ seconds });
      expect(await viewer(person)).not.toBeNull();
    }
    service.clock.advance({ seconds: 1 });
    expect(await viewer(person)).toBeNull();
  });

  it('lives through a restart of the service, and so does its end', async () => {
    const [kept, ended] = [service.client(), service.client()];
    await kept.signIn(ADA);
    await ended.signIn(ADA);
    await ended.signOut();
    await service.stop();
    await service.startAgain();
    const signedInAs = async (token: string) => viewer(Object.assign(service.client(), { token }));
    expect(await signedInAs(kept.token!)).toMatchObject({ account: { username: 'ada' } });
    expect(await signedInAs(ended.token!)).toBeNull();
  });

  it('belongs to nobody when its token is altered', async () => {
    const person = service.client();
    await person.signIn(ADA);
    const token = person.token!;
    for (const altered of [`${token}A`, token.slice(0, -1), token.toLowerCase(), '', 'x'.repeat(5_000)]) {
      person.token = altered;
      expect(await viewer(person)).toBeNull();
    }
  });
});
