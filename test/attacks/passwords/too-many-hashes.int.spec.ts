import { Overloaded } from '../../../src/event-store/in-flight.js';
import { PasswordHashes } from '../../../src/crypto/password-hashes.js';
import { changePassword, resetPassword, startPasswordReset } from '../../support/account-settings.js';
import { somebody, type Client, type Credentials } from '../../support/client.js';
import { startInProduction } from '../../support/production.js';
import type { Service } from '../../support/service.js';
import { NEW } from './guessing.js';

describe('A new password when there are too many hashes to make', () => {
  let service: Service;
  let me: Credentials;
  let person: Client;
  let secret: string;
  let accountId: string;
  beforeAll(async () => {
    service = await startInProduction({}, { isHere: true });
  });
  afterAll(() => service.dispose());
  beforeEach(async () => {
    [me, person] = [somebody(), service.client()];
    ({ secret, accountId } = await person.enrolled(me));
    service.clock.advance({ steps: 1 });
  });

  /** The moment between the check of the one password and the making of the other cannot be met from outside. */
  const onceRefused = () =>
    import.meta.jest
      .spyOn(PasswordHashes.prototype, 'hash')
      .mockRejectedValueOnce(new Overloaded(128, 'a password hash'));

  it('costs no code where it replaces one', async () => {
    const change = { currentPassword: me.password, newPassword: NEW, code: person.code(secret) };
    onceRefused();
    await expect(changePassword(person, change)).rejects.toThrow('UNAVAILABLE');
    expect(await changePassword(person, change)).toMatchObject({ __typename: 'PasswordChanged' });
  });

  it('costs no code where one was forgotten', async () => {
    const administrator = await service.keyClient('administrator');
    const { token } = await startPasswordReset(administrator, accountId, 'The password is forgotten.');
    const reset = { token: token as string, newPassword: NEW, code: person.code(secret) };
    onceRefused();
    await expect(resetPassword(service.client(), reset)).rejects.toThrow('UNAVAILABLE');
    expect(await resetPassword(service.client(), reset)).toMatchObject({ __typename: 'PasswordReset' });
  });
});
