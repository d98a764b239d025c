import { changePassword } from '../../support/account-settings.js';
import { somebody } from '../../support/client.js';
import { startInProduction } from '../../support/production.js';
import { NEW } from './guessing.js';

const TEN_YEARS = { seconds: 10 * 365 * 86_400 };

describe('A password', () => {
  it('is as good after ten years as on its first day: nobody has to think of another one', async () => {
    await using service = await startInProduction();
    const me = somebody();
    await service.client().registered(me);
    service.clock.advance(TEN_YEARS);
    expect(await service.client().signIn(me)).toMatchObject({ __typename: 'SignedIn' });
  });

  it('that was changed is not good again, however long ago that was', async () => {
    await using service = await startInProduction();
    const [me, person] = [somebody(), service.client()];
    await person.registered(me);
    await changePassword(person, { currentPassword: me.password, newPassword: NEW });
    service.clock.advance(TEN_YEARS);
    expect(await service.client().signIn(me)).toMatchObject({ code: 'CREDENTIALS_REFUSED' });
    expect(await service.client().signIn({ ...me, password: NEW })).toMatchObject({ __typename: 'SignedIn' });
  });
});
