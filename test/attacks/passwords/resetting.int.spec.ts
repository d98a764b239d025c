import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import {
  changePassword,
  eraseAccount,
  resetPassword,
  startPasswordReset,
} from '../../support/account-settings.js';
import { viewer } from '../../support/client-queries.js';
import { somebody, type Client, type Credentials } from '../../support/client.js';
import { startInProduction } from '../../support/production.js';
import { RawSocket } from '../../support/raw-socket.js';
import type { Service } from '../../support/service.js';
import { whileStopped } from '../../support/stopped.js';
import { NEW } from './guessing.js';

/** What is promised, and a moment for a machine with other things to do. */
const IN_TIME = 2_000 + 500;
const DAY = 86_400;
const OTHER = `${NEW} or so`;

describe('A token to choose a new password', () => {
  let service: Service;
  let administrator: Client;
  let me: Credentials;
  let owner: Client;
  let accountId: string;
  beforeAll(async () => {
    service = await startInProduction();
  });
  afterAll(() => service.dispose());
  beforeEach(async () => {
    [me, owner] = [somebody(), service.client()];
    // Anew each time: the service may have been started again meanwhile.
    administrator = await service.keyClient('administrator');
    ({ accountId } = await owner.registered(me));
  });

  const begun = async (of = accountId) =>
    (await startPasswordReset(administrator, of, 'The password is forgotten.'))['token'] as string;
  const reset = (token: string, newPassword = NEW, code?: string) =>
    resetPassword(service.client(), { token, newPassword, ...(code !== undefined && { code }) });
  const signsIn = async (password: string) =>
    (await service.client().signIn({ ...me, password })).__typename === 'SignedIn';

  it('is good once, and once only of three hundred times at the same instant, which keep nobody waiting', async () => {
    const token = await begun();
    const answers = await Promise.all(
      Array.from({ length: 300 }, (_, index) => reset(token, `${NEW} ${String(index)}`)),
    );
    expect(answers.filter(({ code }) => code === 'RESET_REFUSED')).toHaveLength(299);
    const good = answers.flatMap(({ __typename }, index) => (__typename === 'PasswordReset' ? [index] : []));
    expect(good).toHaveLength(1);
    expect(await signsIn(`${NEW} ${String(good[0])}`)).toBe(true);
    expect(await reset(token)).toMatchObject({ code: 'RESET_REFUSED' });
  });

  it.each<[string, (token: string) => Promise<unknown>]>([
    ['a newer one', () => begun()],
    ['its end', async () => service.clock.advance({ seconds: DAY })],
    ['a changed password', () => changePassword(owner, { currentPassword: me.password, newPassword: OTHER })],
    ['its use', (token) => reset(token, OTHER)],
    ['the end of the account', () => eraseAccount(administrator, accountId)],
  ])('is good for nothing after %s, whose refusal is that of a token nobody made', async (_what, happens) => {
    const token = await begun();
    await happens(token);
    const refused = await reset(token);
    expect(refused).toMatchObject({ __typename: 'ResetRefused', code: 'RESET_REFUSED' });
    const forged = [
      token.replace(/.(?=_[-0-9a-f]{36}$)/, (last) => (last === 'A' ? 'B' : 'A')),
      `cs_reset_${'A'.repeat(43)}_019f0000-0000-7000-8000-000000000000`,
      token.replace('cs_reset_', 'cs_session_'),
      token.slice(0, -1),
      owner.token!,
      administrator.token!,
      '',
      'x'.repeat(5_000),
    ];
    for (const other of forged) expect(await reset(other)).toEqual(refused);
  });

  it('is good for its own account alone, and leaves no trace where it is not', async () => {
    const another = await service.client().registered(somebody());
    const token = await begun();
    await begun(another.accountId);
    const stolen = token.slice(0, -36) + another.accountId;
    for (let i = 0; i < 20; i++) expect(await reset(stolen)).toMatchObject({ code: 'RESET_REFUSED' });
    expect(await reset(token)).toMatchObject({ __typename: 'PasswordReset' });
    await whileStopped(service, async ({ eventStore }) => {
      for (const stream of ['account', 'twoFactor'])
        expect(await eventStore.lastRevision(`${stream}-${another.accountId}`)).toBe(
          stream === 'account' ? 1 : -1,
        );
    });
  });

  it('gets nobody past the second factor, nor to more guesses at it', async () => {
    const [person, them] = [service.client(), somebody()];
    const { secret, ...enrolled } = await person.enrolled(them);
    const token = await begun(enrolled.accountId);
    for (let i = 0; i < 5; i++)
      expect(await reset(token, NEW, person.wrongCode(secret))).toMatchObject({ code: 'CODE_REFUSED' });
    expect(await reset(token, NEW, person.code(secret))).toMatchObject({ code: 'TOO_MANY_ATTEMPTS' });
    expect(await reset(await begun(enrolled.accountId), NEW, person.code(secret))).toMatchObject({
      code: 'TOO_MANY_ATTEMPTS',
    });
    expect(await service.client().signIn(them)).toMatchObject({ __typename: 'ChallengeIssued' });
  });

  it('ends sessions, their sockets and challenges when it is used, and nothing before', async () => {
    const [person, them] = [service.client(), somebody()];
    const { secret, ...enrolled } = await person.enrolled(them);
    service.clock.advance({ steps: 1 });
    const { challenge } = await service.client().signIn(them);
    const token = await begun(enrolled.accountId);
    expect(await viewer(person)).not.toBeNull();
    using socket = await new RawSocket(service.nextUrl()).introduced(person.token);
    expect(await reset(token, NEW, person.code(secret))).toMatchObject({ __typename: 'PasswordReset' });
    await socket.closedWith(4403, IN_TIME);
    expect(await viewer(person)).toBeNull();
    service.clock.advance({ steps: 1 });
    expect(await service.client().answerChallenge(challenge as string, person.code(secret))).toMatchObject({
      code: 'CODE_REFUSED',
    });
  });

  it('cannot be put into the log by who writes to its file', async () => {
    const thief = await service.client().registered(somebody());
    const token = await begun(thief.accountId);
    await begun();
    await service.stop();
    const db = new DatabaseSync(join(service.folder, 'events.db'));
    db.exec('DROP TRIGGER events_are_not_changed');
    const newest = (id: string) => {
      const stream = `account-${id}`;
      const select = 'SELECT position, data, metadata FROM events WHERE stream = ? ORDER BY revision DESC';
      const { position, data, metadata } = db.prepare(select).get(stream) as Record<string, string>;
      return { position: position!, data: JSON.parse(data!), metadata: JSON.parse(metadata!) };
    };
    const [mine, theirs] = [newest(thief.accountId), newest(accountId)];
    Object.assign(theirs.data, mine.data);
    theirs.metadata.state.value.passwordReset = mine.metadata.state.value.passwordReset;
    expect(theirs.metadata.state.value.passwordReset).toHaveProperty('sealedToken');
    db.prepare('UPDATE events SET data = ?, metadata = ? WHERE position = ?').run(
      JSON.stringify(theirs.data),
      JSON.stringify(theirs.metadata),
      theirs.position,
    );
    db.close();
    await service.startAgain();
    const query = `mutation ($input: ResetPasswordInput!) { resetPassword(input: $input) { __typename } }`;
    const input = { token: token.slice(0, -36) + accountId, newPassword: NEW };
    const { data } = await service.client().send(query, { input });
    expect(data?.['resetPassword']?.__typename).not.toBe('PasswordReset');
    // The account is closed, rather than open.
    for (const password of [NEW, me.password])
      await expect(signsIn(password)).rejects.toThrow('INTERNAL_SERVER_ERROR');
  });

  it('leaves one password and no session of another, whatever happens at the same instant', async () => {
    for (let round = 0; round < 5; round++) {
      [me, owner] = [somebody(), service.client()];
      ({ accountId } = await owner.registered(me));
      const token = await begun();
      const late = service.client();
      const [byReset, byChange] = await Promise.all([
        reset(token, NEW),
        changePassword(owner, { currentPassword: me.password, newPassword: OTHER }),
        late.signIn(me),
      ]);
      const isReset = byReset.__typename === 'PasswordReset';
      expect([isReset, byChange.__typename === 'PasswordChanged'].filter(Boolean)).toHaveLength(1);
      expect(await signsIn(isReset ? NEW : OTHER)).toBe(true);
      expect([await viewer(late), await viewer(owner)].filter((seen) => seen !== null)).toHaveLength(
        isReset ? 0 : 1,
      );
    }
  });

  it('is on record with who made it, and its reason sealed', async () => {
    await begun();
    await whileStopped(service, async ({ eventStore }) => {
      const [event] = await eventStore.readStream(`account-${accountId}`, {
        direction: 'backwards',
        limit: 1,
      });
      expect(event).toMatchObject({
        type: 'AccountPasswordResetStarted',
        data: {
          sealedToken: expect.stringMatching(/^v1\./) as string,
          sealedReason: expect.stringMatching(/^v1\./) as string,
        },
        metadata: {
          actor: { kind: 'administrator', apiKeyId: expect.stringMatching(/^administrator-/) as string },
          operation: 'startPasswordReset',
        },
      });
    });
  });
});
