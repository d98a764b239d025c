import { setTimeout as sleep } from 'node:timers/promises';
import { changePassword, eraseOwnAccount, signOutEverywhere } from '../../support/account-settings.js';
import { somebody, type Client, type Credentials } from '../../support/client.js';
import { GRACE } from '../../support/facts.js';
import { startInProduction } from '../../support/production.js';
import { RawSocket } from '../../support/raw-socket.js';
import type { Service } from '../../support/service.js';

/** What is promised, and a moment for a machine with other things to do. */
const IN_TIME = 2_000 + 500;

describe('A socket that is open, and on which nothing happens,', () => {
  let service: Service;
  let person: Client;
  let me: Credentials;
  beforeAll(async () => {
    service = await startInProduction();
  });
  beforeEach(async () => {
    [person, me] = [service.client(), somebody()];
    await person.registered(me);
  });
  afterAll(() => service.dispose());

  const open = (client: Client) => new RawSocket(service.nextUrl()).introduced(client.token);

  it('is closed within two seconds when its session is signed out', async () => {
    using socket = await open(person);
    await person.signOut();
    await socket.closedWith(4403, IN_TIME);
  });

  it('is closed when its API key is revoked, and those of other keys are not', async () => {
    const [key, other] = [await service.keyClient('auditor'), await service.keyClient('auditor')];
    using socket = await open(key);
    using others = await open(other);
    await service.revokeKey(key);
    await socket.closedWith(4403, IN_TIME);
    expect(others.closed).toBeUndefined();
  });

  it('is closed when 2FA is turned on in another session, and the one that did it stays', async () => {
    const elsewhere = service.client();
    await elsewhere.signIn(me);
    using socket = await open(elsewhere);
    using own = await open(person);
    const { enrollmentId, secret } = await person.startEnrollment(me.password);
    await person.confirmEnrollment(enrollmentId as string, person.code(secret as string));
    await socket.closedWith(4403, IN_TIME);
    expect(own.closed).toBeUndefined();
  });

  it.each<[string, (elsewhere: Client) => Promise<unknown>]>([
    [
      'the password is changed',
      (elsewhere) => changePassword(elsewhere, { currentPassword: me.password, newPassword: GRACE.password }),
    ],
    ['somebody signs out everywhere', (elsewhere) => signOutEverywhere(elsewhere)],
    ['the account is erased', (elsewhere) => eraseOwnAccount(elsewhere, me)],
  ])('is closed when %s in another session', async (_, act) => {
    const elsewhere = service.client();
    await elsewhere.signIn(me);
    using socket = await open(person);
    await act(elsewhere);
    await socket.closedWith(4403, IN_TIME);
  });

  it('is closed when its session was idle for too long, which an open socket does not prevent', async () => {
    using socket = await open(person);
    service.clock.advance({ seconds: 3_600 });
    await socket.closedWith(4403, IN_TIME);
  });

  it('is closed when its session expires', async () => {
    using socket = await open(person);
    service.clock.advance({ seconds: 43_201 });
    await socket.closedWith(4403, IN_TIME);
  });

  it('stays while the store does not answer, is told nothing meanwhile, and is closed when it answers again', async () => {
    using socket = await open(person);
    await service.break('sessions', 'findAll', 'The database does not answer');
    await person.signOut();
    // Longer than it takes to look: the socket would be closed by now.
    await sleep(1_500);
    expect(socket.closed).toBeUndefined();
    await service.mend();
    await socket.closedWith(4403, IN_TIME);
  });
});
