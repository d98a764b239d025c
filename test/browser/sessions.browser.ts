import type { Page } from 'playwright-core';
import { look } from './look.js';
import { enroll, enterPassword, newName, PASSWORD, register, setStage, type Stage } from './stage.js';

const NEW_PASSWORD = 'nanoseconds are eleven inches';

describe('Sessions and the password', () => {
  let stage: Stage;
  let page: Page;
  let name: string;
  beforeAll(async () => (stage = await setStage()));
  beforeEach(async () => {
    page = await stage.chromium.window();
    name = newName('sessions');
    await register(page, name);
  });
  afterEach(async () => {
    await page.context().close();
    expect(stage.chromium.complaints).toEqual([]);
  });
  afterAll(() => stage.close());

  /** Another device of the same person. */
  async function otherDevice(): Promise<Page> {
    const other = await stage.chromium.window({ userAgent: 'Mozilla/5.0 (Windows NT 10.0) Firefox/140.0' });
    await other.goto('/sign-in');
    await enterPassword(other, name);
    await other.getByRole('heading', { name: 'Account Settings' }).waitFor();
    return other;
  }

  it('shows where one is signed in, and signs out there', async () => {
    const other = await otherDevice();
    await page.getByRole('link', { name: 'Active sessions' }).click();
    await page.getByText('Firefox on Windows').first().waitFor();
    expect(await page.locator('.sessions .card').count()).toBe(2);
    await look(page, 'sessions');
    await page.getByRole('button', { name: 'Sign out of Firefox on Windows' }).click();
    await page.getByText('There is no other session.').waitFor();
    await other.reload();
    await other.getByRole('heading', { name: 'Sign in' }).waitFor();
    await other.context().close();
  });

  it('signs out everywhere', async () => {
    const other = await otherDevice();
    await page.goto('/settings/sessions');
    await page.getByRole('button', { name: 'Sign out everywhere' }).click();
    await page.getByText('You are signed out.').waitFor();
    await other.reload();
    await other.getByRole('heading', { name: 'Sign in' }).waitFor();
    await other.context().close();
  });

  it('changes the password with the present one, and says what is wrong with a new one', async () => {
    await page.getByRole('link', { name: /^Password/ }).click();
    const fill = async (present: string, next: string) => {
      await page.getByLabel('Present password', { exact: true }).fill(present);
      await page.getByLabel('New password', { exact: true }).fill(next);
      await page.getByRole('button', { name: 'Change password' }).click();
    };
    await look(page, 'password');
    await fill(PASSWORD, 'short');
    await page.getByText('at least 15 characters').waitFor();
    expect(await page.getByLabel('New password', { exact: true }).getAttribute('aria-invalid')).toBe('true');
    await fill('not my password at all', NEW_PASSWORD);
    await page.getByText('That is not your password.').waitFor();
    await look(page, 'password, refused');
    await fill(PASSWORD, NEW_PASSWORD);
    await page.getByText('Your password is changed.').waitFor();
    await look(page, 'password changed');
  });

  it('asks for a code as well while 2FA is on', async () => {
    const app = await enroll(page);
    await page.goto('/settings/password');
    await page.getByLabel('Present password', { exact: true }).fill(PASSWORD);
    await page.getByLabel('New password', { exact: true }).fill(NEW_PASSWORD);
    await page.getByLabel('Six-digit code').fill(app.code());
    await look(page, 'password, 2FA on');
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('Your password is changed.').waitFor();
  });
});
