import { viewer } from '../../support/client-queries.js';
import { somebody } from '../../support/client.js';
import { startService, type Service } from '../../support/service.js';
import { challenged, protectedAccount } from '../../journeys/protected-account.js';

const DAY = 86_400;
const TEN_YEARS = 3_650 * DAY;

describe('When the clock of the service was ahead, and is put right,', () => {
  let service: Service;
  beforeEach(async () => {
    service = await startService();
  });
  afterEach(() => service.dispose());

  it('a session that was made meanwhile is good for nothing, and stays so', async () => {
    const [me, person] = [somebody(), service.client()];
    await person.register(me);
    service.clock.advance({ seconds: TEN_YEARS });
    await person.signIn(me);
    expect(await viewer(person)).not.toBeNull();
    service.clock.advance({ seconds: -TEN_YEARS });
    expect(await viewer(person)).toBeNull();
    service.clock.advance({ seconds: TEN_YEARS });
    expect(await viewer(person)).toBeNull();
  });

  it('a challenge that was earned meanwhile is answered by no code', async () => {
    const { me, secret } = await protectedAccount(service);
    service.clock.advance({ seconds: TEN_YEARS });
    const { person, challenge } = await challenged(service, me);
    service.clock.advance({ seconds: 30 * DAY - TEN_YEARS });
    expect(await person.answerChallenge(challenge, person.code(secret))).toMatchObject({
      __typename: 'CodeRefused',
    });
  });

  it('the clocks of two replicas may be a minute apart', async () => {
    const { me, secret } = await protectedAccount(service);
    const { person, challenge } = await challenged(service, me);
    service.clock.advance({ seconds: -59 });
    expect(await person.answerChallenge(challenge, person.code(secret))).toMatchObject({
      __typename: 'SignedIn',
    });
    service.clock.advance({ seconds: -59 });
    expect(await viewer(person)).not.toBeNull();
  });

  it('a right password is still looked at, after wrong ones that were counted meanwhile', async () => {
    const me = somebody();
    const person = service.client();
    await person.register(me);
    const wrong = { ...me, password: 'a wrong password entirely' };
    for (let i = 0; i < 3; i++) await person.signIn(wrong);
    service.clock.advance({ seconds: -3_600 });
    for (let i = 0; i < 3; i++) expect(await person.signIn(me)).toMatchObject({ __typename: 'SignedIn' });
    expect(await person.signIn(wrong)).toMatchObject({ code: 'CREDENTIALS_REFUSED' });
    expect(await person.signIn(wrong)).toMatchObject({ code: 'TOO_MANY_ATTEMPTS', retryAfter: 180 });
  });
});
