import { ADA } from '../support/facts.js';
import { somebody } from '../support/client.js';
import { account, accounts, nodes } from '../support/client-queries.js';
import { startService, type Service } from '../support/service.js';

/** One name, spelled in ways that NFKC and case folding make the same. */
const SPELLINGS = [
  'jörg straße',
  'JÖRG STRASSE',
  'Jörg Straße',
  'jörg strasse',
  'JÖRG STRAẞE',
  'jO\u0308rg straße',
  'JO\u0308RG STRASSE',
  'ｊörg straße',
  'ＪÖＲＧ ＳＴＲＡＳＳＥ',
  'ⓙörg straße',
  'ⒿÖRG STRASSE',
  'jörg ſtraße',
  'jörg straſſe',
  'jörg ﬅraße',
  'jörg ﬆrasse',
  '  jörg straße  ',
  '𝐣ö𝐫𝐠 𝐬𝐭𝐫𝐚ß𝐞',
  'jörg\u00a0straße',
  'ʲörg straße',
  'jöRG strASSe',
] as const;

describe('Registering', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService();
  });
  afterAll(() => service.dispose());

  it('makes an account that can sign in', async () => {
    const person = service.client();
    const me = somebody();
    const registered = await person.register(me);
    expect(registered).toEqual({
      __typename: 'Registered',
      accountId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(await person.signIn(me)).toMatchObject({ __typename: 'SignedIn', session: { amr: ['pwd'] } });
  });

  it('gives a name to exactly one of twenty who ask for it at once, each spelling it differently', async () => {
    expect(new Set(SPELLINGS).size).toBe(20);
    const results = await Promise.all(
      SPELLINGS.map((username) => service.client().register({ ...ADA, username })),
    );
    const kinds = results.map(({ __typename }) => __typename).sort();
    expect(kinds).toEqual(['Registered', ...Array<string>(19).fill('UsernameTaken')]);

    const auditor = await service.keyClient('auditor');
    const { accountId: id } = results.find(({ __typename }) => __typename === 'Registered')!;
    for (const username of SPELLINGS) expect(await account(auditor, { username })).toMatchObject({ id });
  });

  it('tells everyone but the first that the name is taken, in a sentence and a code', async () => {
    await service.client().register(ADA);
    expect(await service.client().register({ ...ADA, username: 'ＡＤＡ' })).toEqual({
      __typename: 'UsernameTaken',
      code: 'USERNAME_TAKEN',
      message: 'Somebody else has this username. Please choose another.',
      retryAfter: null,
    });
  });

  it('keeps names apart that differ in more than case and form', async () => {
    for (const username of ['eve', 'éve', 'e ve', 'eve.', 'еve']) {
      expect(await service.client().register({ ...ADA, username })).toMatchObject({
        __typename: 'Registered',
      });
    }
  });

  it('shows the name as its owner wrote it, in NFKC', async () => {
    const person = service.client();
    const { accountId } = await person.registered({ ...ADA, username: ' Ｅlla  ' });
    expect(await account(person, { id: accountId })).toMatchObject({ username: 'Ella' });
  });
});

describe('A registration that died half-way', () => {
  let service: Service;
  beforeEach(async () => {
    service = await startService();
    await breakOff(service);
  });
  afterEach(() => service.dispose());

  it('leaves no account behind', async () => {
    const auditor = await service.keyClient('auditor');
    expect(await account(auditor, { username: ADA.username })).toBeNull();
    expect(nodes(await accounts(auditor))).toEqual([]);
    expect(await service.client().signIn(ADA)).toMatchObject({ __typename: 'CredentialsRefused' });
  });

  it('keeps its name for a minute, since it may be under way', async () => {
    service.clock.advance({ seconds: 60 });
    expect(await service.client().register(ADA)).toMatchObject({ __typename: 'UsernameTaken' });
  });

  it('is given up after a minute, and its name can be taken', async () => {
    service.clock.advance({ seconds: 61 });
    const person = service.client();
    const { accountId } = await person.registered(ADA);
    expect(await account(person, { username: ADA.username })).toMatchObject({ id: accountId });
    expect(await service.client().register(ADA)).toMatchObject({ __typename: 'UsernameTaken' });
  });

  it('gives its name to one only of those who wait for it', async () => {
    service.clock.advance({ seconds: 61 });
    const results = await Promise.all(Array.from({ length: 5 }, () => service.client().register(ADA)));
    expect(results.filter(({ __typename }) => __typename === 'Registered')).toHaveLength(1);
  });
});

describe('A registration that was given up while it was still under way', () => {
  it('ends without an account', async () => {
    await using service = await startService();
    // The name is claimed by then, and the account is not yet made.
    const slow = await service.hold('wrappedKeys', 'keep');
    const late = service.client().register(ADA);
    await slow.reached;
    service.clock.advance({ seconds: 61 });
    const { accountId } = await service.client().register(ADA);
    await slow.goOn();
    expect(await late).toMatchObject({ __typename: 'UsernameTaken' });
    const auditor = await service.keyClient('auditor');
    expect(nodes(await accounts(auditor))).toMatchObject([{ id: accountId }]);
  });
});

/** Registers, and fails when the name is claimed but the account is not yet made. */
async function breakOff(service: Service): Promise<void> {
  await service.break('wrappedKeys', 'keep', 'The disk went away');
  const { errors } = await service
    .client()
    .send('mutation ($input: RegisterInput!) { register(input: $input) { __typename } }', { input: ADA });
  expect(errors).toMatchObject([{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }]);
  await service.mend();
}
