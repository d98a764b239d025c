import { endSessionsOf, eraseAccount, sessions } from '../../support/account-settings.js';
import { viewer } from '../../support/client-queries.js';
import { somebody, type Client, type Credentials } from '../../support/client.js';
import { startInProduction } from '../../support/production.js';
import { RawSocket } from '../../support/raw-socket.js';
import type { Service } from '../../support/service.js';
import { whileStopped } from '../../support/stopped.js';

/** What is promised, and a moment for a machine with other things to do. */
const IN_TIME = 2_000 + 500;

describe('The sessions of an account, ended by an administrator,', () => {
  let service: Service;
  let me: Credentials;
  let [person, elsewhere, administrator]: Client[] = [];
  let accountId: string;
  beforeAll(async () => {
    service = await startInProduction();
    administrator = await service.keyClient('administrator');
  });
  afterAll(() => service.dispose());
  beforeEach(async () => {
    [person, elsewhere, me] = [service.client(), service.client(), somebody()];
    ({ accountId } = await person.registered(me));
    await elsewhere.signIn(me);
  });

  it('are all over, those of others are not, and signing in anew is possible at once', async () => {
    const another = service.client();
    await another.registered(somebody());
    expect(await endSessionsOf(administrator!, accountId)).toEqual({
      __typename: 'SessionsOfAccountEnded',
      accountId,
    });
    expect([await viewer(person!), await viewer(elsewhere!)]).toEqual([null, null]);
    expect(await viewer(another)).not.toBeNull();
    await person!.signIn(me);
    expect(await sessions(person!)).toHaveLength(1);
  });

  it('have their sockets closed within two seconds', async () => {
    using socket = await new RawSocket(service.nextUrl()).introduced(person!.token);
    await endSessionsOf(administrator!, accountId);
    await socket.closedWith(4403, IN_TIME);
  });

  it('leave on record who did it, in which request', async () => {
    await using own = await startInProduction();
    const [owner, administering] = [own.client(), await own.keyClient('administrator')];
    const mine = await owner.registered(me);
    await endSessionsOf(administering, mine.accountId);
    const correlationId = administering.replies.at(-1)?.headers.get('x-correlation-id');
    await whileStopped(own, async ({ eventStore }) => {
      const [, ...later] = await eventStore.readStream(`account-${mine.accountId}`, { from: 0, limit: 10 });
      expect(later).toMatchObject([
        {
          type: 'AccountSessionsEnded',
          metadata: {
            actor: { kind: 'administrator', apiKeyId: expect.stringMatching(/^administrator-/) as string },
            operation: 'endSessionsOf',
            $correlationId: correlationId,
          },
        },
      ]);
    });
  });

  it('stay when anybody else asks, who is told the same of an account that is not there', async () => {
    const nobody = service.client();
    const callers = [
      person!,
      nobody,
      await service.keyClient('application'),
      await service.keyClient('auditor'),
    ];
    for (const caller of callers) {
      const refused = await endSessionsOf(caller, accountId);
      expect(refused).toMatchObject({ code: 'NOT_ALLOWED' });
      expect(await endSessionsOf(caller, 'no account at all')).toEqual(refused);
    }
    expect(await sessions(person!)).toHaveLength(2);
  });

  it('are none where there is no account, or it was erased', async () => {
    await eraseAccount(administrator!, accountId);
    const refused = await endSessionsOf(administrator!, accountId);
    expect(refused).toMatchObject({ code: 'ACCOUNT_NOT_FOUND' });
    expect(await endSessionsOf(administrator!, 'no account at all')).toEqual(refused);
  });

  it('are not told to be over while the store does not answer', async () => {
    await service.break('sessions', 'endOthers', 'The database does not answer');
    await expect(endSessionsOf(administrator!, accountId)).rejects.toThrow('INTERNAL_SERVER_ERROR');
    await service.mend();
    await endSessionsOf(administrator!, accountId);
    expect(await viewer(person!)).toBeNull();
  });
});
