import { startBehindProxy } from '../../support/behind-a-proxy.js';
import { somebody, type Result } from '../../support/client.js';
import type { Service } from '../../support/service.js';
import { at, codesOf, HOME, ownerAtHome } from './guessing.js';

const STRANGER = '203.0.113.9';

describe('Registrations', () => {
  let service: Service;
  beforeEach(async () => {
    service = await startBehindProxy({ REGISTRATIONS_PER_NETWORK: '20' });
  });
  afterEach(() => service.dispose());

  const register = (times: number, from: string, who = somebody) =>
    Promise.all(Array.from({ length: times }, () => at(service, from).register(who())));
  const counted = (answers: readonly Result[]) => {
    const [taken, ...tooMany] = ['USERNAME_TAKEN', 'TOO_MANY_ATTEMPTS'].map(
      (code) => codesOf(answers).filter((each) => each === code).length,
    );
    return [taken, ...tooMany];
  };

  it('in a flood from one network are not looked at after the twentieth, and others sign in meanwhile', async () => {
    const me = await ownerAtHome(service);
    const flood = register(400, STRANGER, () => me);
    expect(await at(service, HOME).signIn(me)).toMatchObject({ __typename: 'SignedIn' });
    expect(counted(await flood)).toEqual([20, 380]);
    expect(await at(service, '198.51.100.7').register(somebody())).toMatchObject({
      __typename: 'Registered',
    });
  });

  it('of new people count as well, and one more may come each half minute', async () => {
    const [last] = (await register(21, STRANGER)).filter(({ code }) => code !== undefined);
    expect(last).toEqual({
      __typename: 'TooManyAttempts',
      code: 'TOO_MANY_ATTEMPTS',
      message: 'Too many people registered from where you are. Please wait before you try again.',
      retryAfter: 30,
    });
    service.clock.advance({ seconds: 30 });
    const [next, afterIt] = [await register(1, STRANGER), await register(1, STRANGER)];
    expect(next).toMatchObject([{ __typename: 'Registered' }]);
    expect(afterIt).toMatchObject([{ retryAfter: 30 }]);
  });

  it('with a name or a password that cannot be do not count', async () => {
    await register(30, STRANGER, () => ({ ...somebody(), password: 'short' }));
    await register(30, STRANGER, () => ({ ...somebody(), username: '' }));
    expect(await register(1, STRANGER)).toMatchObject([{ __typename: 'Registered' }]);
  });

  it('the service could not look at do not count', async () => {
    await service.break('eventStore', 'readStream', 'the disk is on fire');
    for (let i = 0; i < 21; i++)
      await expect(at(service, STRANGER).register(somebody())).rejects.toThrow('INTERNAL_SERVER_ERROR');
    await service.mend();
    expect(await register(1, STRANGER)).toMatchObject([{ __typename: 'Registered' }]);
  });

  it('leave the address they came from nowhere', async () => {
    await register(1, STRANGER);
    for (const { name, bytes } of await service.kept())
      expect([name, bytes.includes(STRANGER)]).toEqual([name, false]);
  });
});
