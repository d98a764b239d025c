import type { Page } from 'playwright-core';
import { startPasswordReset } from '../support/account-settings.js';
import { Transport } from '../support/client-transport.js';
import { look } from './look.js';
import {
  accessKey,
  enroll,
  enterPassword,
  newName,
  register,
  setStage,
  signOut,
  type Stage,
} from './stage.js';

const NEW = 'nanoseconds are eleven inches';

describe('A forgotten password', () => {
  let stage: Stage;
  let administrator: Transport;
  let page: Page;
  let name: string;
  beforeAll(async () => {
    stage = await setStage();
    administrator = new Transport(stage.origin, await accessKey(stage, 'administrator'));
  });
  beforeEach(async () => {
    page = await stage.chromium.window();
    name = newName('forgetful');
    await register(page, name);
  });
  afterEach(async () => {
    await page.context().close();
    expect(stage.chromium.complaints).toEqual([]);
  });
  afterAll(() => stage.close());

  /** What an administrator is given for the account of this name. */
  async function token(): Promise<string> {
    const query = 'query ($by: AccountKey!) { account(by: $by) { id } }';
    const { account } = await administrator.query(query, { by: { username: name } });
    return (await startPasswordReset(administrator, account.id as string, 'Forgot it'))['token'] as string;
  }

  const choose = async (password: string) => {
    await page.getByLabel('New password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Change password' }).click();
  };

  it('is chosen anew by the link an administrator gives, which leaves the address at once', async () => {
    const link = `/reset-password#${await token()}`;
    await signOut(page);
    await page.goto(link);
    await page.getByRole('heading', { name: 'Choose a new password' }).waitFor();
    expect(page.url()).toBe(`${stage.origin}/reset-password`);
    expect(await page.getByLabel('Token').count()).toBe(0);
    await look(page, 'reset the password');
    await choose('too short');
    await page.getByText('A password has at least 15 characters').waitFor();
    await choose(NEW);
    await page.getByText('Your password is changed. Sign in with the new one.').waitFor();
    await enterPassword(page, name, NEW);
    await page.getByRole('heading', { name: 'Account Settings' }).waitFor();

    await signOut(page);
    await page.goto(link);
    await choose(NEW);
    await page.getByText('This token is not good, or not any more.').waitFor();
    await look(page, 'reset the password, refused');
    // The next link, in the same window: no other page is asked for.
    await page.goto(`/reset-password#${await token()}`);
    await page.getByLabel('Token').waitFor({ state: 'detached' });
    expect(page.url()).toBe(`${stage.origin}/reset-password`);
    await choose(`${NEW} again`);
    await page.getByText('Your password is changed. Sign in with the new one.').waitFor();
  });

  it('leaves nobody else signed in where it was chosen', async () => {
    const given = await token();
    await signOut(page);
    await register(page, newName('somebody else'));
    await page.goto(`/reset-password#${given}`);
    await choose(NEW);
    await page.getByText('Your password is changed. Sign in with the new one.').waitFor();
    await page.goto('/settings');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });

  it('takes a code too while 2FA is on, and ends the session of another window', async () => {
    const app = await enroll(page);
    const given = await token();
    const other = await page.context().newPage();
    await other.goto('/settings');
    await other.getByRole('heading', { name: 'Account Settings' }).waitFor();
    await page.goto('/sign-in');
    await page.goto('/reset-password');
    await page.getByLabel('Token').fill('cs_reset_nothing');
    await choose(NEW);
    await page.getByText('This token is not good, or not any more.').waitFor();
    await page.getByLabel('Token').fill(given);
    await choose(NEW);
    // The field is there a moment before the form has put what is missing, and the eye, on it.
    await page.getByText('a code is needed as well').waitFor();
    await page.locator('input[name=code]:focus').waitFor();
    await page.getByLabel('Six-digit code').fill(app.code());
    await look(page, 'reset the password, 2FA on');
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('Your password is changed. Sign in with the new one.').waitFor();
    await other.getByRole('heading', { name: 'Sign in' }).waitFor();
  });

  it('is asked about where one signs in', async () => {
    await signOut(page);
    await page.getByRole('link', { name: 'Ask an administrator for a new one' }).click();
    await page.getByRole('heading', { name: 'Choose a new password' }).waitFor();
  });
});
