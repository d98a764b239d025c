import { account, history, viewer } from '../support/client-queries.js';
import { somebody, type Client, type Credentials } from '../support/client.js';
import { startService, type Service } from '../support/service.js';

const REASON = 'Lost the phone; identity checked at the counter, ticket 4711 – «Ausweis» gesehen';

describe('An administrator', () => {
  let service: Service;
  let administrator: Client;
  beforeAll(async () => {
    service = await startService();
    administrator = await service.keyClient('administrator');
  });
  afterAll(() => service.dispose());

  async function protectedAccount() {
    const [person, me]: [Client, Credentials] = [service.client(), somebody()];
    return { person, me, ...(await person.enrolled(me)) };
  }

  it('takes 2FA away from who lost the authenticator; from then on the password alone signs in', async () => {
    const { accountId, me } = await protectedAccount();
    expect(await administrator.resetTwoFactor(accountId, REASON)).toEqual({
      __typename: 'TwoFactorReset',
      accountId,
    });
    expect(await account(administrator, { id: accountId })).toMatchObject({ twoFactor: { status: 'OFF' } });
    expect(await service.client().signIn(me)).toMatchObject({ __typename: 'SignedIn' });
  });

  it('leaves the reason and who it was in the history, which the owner reads too', async () => {
    const { accountId, person } = await protectedAccount();
    await administrator.resetTwoFactor(accountId, `  ${REASON}\n`);
    const entry = {
      type: 'TWO_FACTOR_RESET',
      operation: 'resetTwoFactor',
      actor: { kind: 'ADMINISTRATOR', id: expect.stringMatching(/^administrator-/), sessionId: null },
      resetReason: REASON,
    };
    for (const reader of [person, administrator, await service.keyClient('auditor')]) {
      const entries = await history(reader, accountId);
      expect(entries).toHaveLength(4);
      expect(entries[0]).toMatchObject(entry);
      for (const { resetReason } of entries.slice(1)) expect(resetReason).toBeNull();
    }
  });

  it('ends an enrollment under way with it, and voids the challenges that are out', async () => {
    const { accountId, me, secret } = await protectedAccount();
    service.clock.advance({ steps: 1 });
    const late = service.client();
    const { challenge } = await late.signIn(me);
    await administrator.resetTwoFactor(accountId, REASON);
    expect(await late.answerChallenge(challenge as string, late.code(secret))).toMatchObject({
      code: 'CODE_REFUSED',
    });

    await late.signIn(me);
    const started = await late.startEnrollment(me.password);
    await administrator.resetTwoFactor(accountId, REASON);
    const code = late.code(started['secret'] as string);
    expect(await late.confirmEnrollment(started['enrollmentId'] as string, code)).toMatchObject({
      code: 'ENROLLMENT_NOT_FOUND',
    });
    expect(await viewer(late)).toMatchObject({ account: { twoFactor: { status: 'OFF' } } });
  });

  it('is told when there is nothing to reset', async () => {
    const person = service.client();
    const { accountId } = await person.registered(somebody());
    expect(await administrator.resetTwoFactor(accountId, REASON)).toMatchObject({
      __typename: 'TwoFactorNotOn',
      code: 'TWO_FACTOR_NOT_ON',
    });
  });

  it('is told when there is no such account', async () => {
    const ids = [
      '019f0000-0000-7000-8000-000000000000',
      'nonsense',
      '',
      "'; DROP TABLE events; --",
      'x'.repeat(5_000),
    ];
    for (const accountId of ids) {
      expect(await administrator.resetTwoFactor(accountId, REASON)).toMatchObject({
        __typename: 'AccountNotFound',
        code: 'ACCOUNT_NOT_FOUND',
      });
    }
  });

  it('has to state a reason, of up to 500 characters', async () => {
    const { accountId, me } = await protectedAccount();
    for (const reason of ['', ' \n\t ', 'x'.repeat(501)]) {
      expect(await administrator.resetTwoFactor(accountId, reason)).toMatchObject({
        __typename: 'ReasonInvalid',
        code: 'REASON_INVALID',
      });
    }
    expect(await service.client().signIn(me)).toMatchObject({ __typename: 'ChallengeIssued' });
    expect(await administrator.resetTwoFactor(accountId, 'x'.repeat(500))).toMatchObject({
      __typename: 'TwoFactorReset',
    });
  });

  it('is the only one who can: not an application, not an auditor, not the person, not nobody', async () => {
    const { accountId, me, person } = await protectedAccount();
    const others = [
      await service.keyClient('application'),
      await service.keyClient('auditor'),
      person,
      service.client(),
    ];
    for (const other of others) {
      expect(await other.resetTwoFactor(accountId, REASON)).toEqual({
        __typename: 'NotAllowed',
        code: 'NOT_ALLOWED',
        message: 'This needs the API key of an administrator.',
        retryAfter: null,
      });
    }
    expect(await service.client().signIn(me)).toMatchObject({ __typename: 'ChallengeIssued' });
    expect(await history(person, accountId)).toHaveLength(3);
  });
});
