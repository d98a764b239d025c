import type { Page } from 'playwright-core';
import { look } from './look.js';
import { enroll, enterPassword, newName, PASSWORD, register, setStage, type Stage } from './stage.js';

describe('Erasing one’s account', () => {
  let stage: Stage;
  let page: Page;
  let name: string;
  beforeAll(async () => (stage = await setStage()));
  beforeEach(async () => {
    page = await stage.chromium.window();
    name = newName('erasing');
    await register(page, name);
  });
  afterEach(async () => {
    await page.context().close();
    expect(stage.chromium.complaints).toEqual([]);
  });
  afterAll(() => stage.close());

  const erase = async (password: string) => {
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Erase account' }).click();
  };

  it('says what it means, takes the password, and says that it is done', async () => {
    await page.getByRole('link', { name: 'Erase this account' }).click();
    await page.getByRole('heading', { name: 'Erase your account' }).waitFor();
    await look(page, 'erase the account');
    await erase('not my password at all');
    await page.getByText('That is not your password.').waitFor();
    await erase(PASSWORD);
    await page.getByText('Your account is erased.').waitFor();
    await look(page, 'account erased');
    await enterPassword(page, name);
    await page.getByText('That username and password do not belong together.').waitFor();
    await register(page, name);
    await page.getByText('Protect your account').waitFor();
  });

  it('takes a code as well while 2FA is on, and ends the session in other windows', async () => {
    const app = await enroll(page);
    const other = await page.context().newPage();
    await other.goto('/settings/activity');
    await other.getByRole('heading', { name: 'Recent activity' }).waitFor();
    await page.goto('/settings/erase');
    await page.getByLabel('Six-digit code').fill(app.code());
    await look(page, 'erase the account, 2FA on');
    await erase(PASSWORD);
    await page.getByText('Your account is erased.').waitFor();
    await other.getByRole('heading', { name: 'Sign in' }).waitFor();
  });

  it('can be thought better of', async () => {
    await page.goto('/settings/erase');
    await page.getByRole('link', { name: 'Keep it' }).click();
    await page.getByRole('heading', { name: 'Account Settings' }).waitFor();
  });
});
