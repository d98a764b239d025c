import type { Page } from 'playwright-core';
import { PhoneApp } from './phone-app.js';
import { newName, PASSWORD, setStage, type Stage } from './stage.js';

describe('Account Settings by keyboard alone', () => {
  let stage: Stage;
  let page: Page;
  beforeAll(async () => {
    stage = await setStage();
    page = await stage.chromium.window();
  });
  afterAll(() => stage.close());

  const press = (key: string) => page.keyboard.press(key);
  const type = (text: string) => page.keyboard.type(text);
  const heading = (text: string) =>
    page.getByRole('heading', { name: text, exact: true, level: 1 }).waitFor();

  /** What has the focus, as it is called. */
  const focused = () =>
    page.evaluate(() => {
      const it = document.activeElement;
      if (it === document.body) return '';
      return it instanceof HTMLInputElement ? (it.labels?.[0]?.textContent ?? '') : (it?.textContent ?? '');
    });

  /** Tab by tab, until something of that name has the focus, as who looks at the screen would. */
  async function tabTo(name: string): Promise<void> {
    const passed: string[] = [];
    for (let presses = 0; presses < 20; presses++) {
      const at = await focused();
      if (at.includes(name)) return;
      passed.push(at);
      await press('Tab');
    }
    throw new Error(`${name} cannot be reached; these can: ${passed.join(', ')}`);
  }

  it('goes all the way: register, turn 2FA on, sign out, sign in with a code, turn it off', async () => {
    const name = newName('keyboard');
    await page.goto('/register');
    await page.waitForFunction(() => document.activeElement?.getAttribute('name') === 'username');
    await type(name);
    await press('Tab');
    await type(PASSWORD);
    await press('Enter');
    await heading('Account Settings');
    await tabTo('Two-factor Authentication');
    await press('Enter');
    await heading('Two-factor Authentication');
    await tabTo('Enable');
    await press('Enter');
    await heading('Enable two-factor authentication');
    expect(await focused()).toBe('Password');
    await type(PASSWORD);
    await press('Enter');
    await heading('Scan the QR code');
    const app = await PhoneApp.scan(page);
    await tabTo('Six-digit code');
    await type(app.code());
    await heading('Save your recovery codes');
    await tabTo('I have saved them');
    await press('Enter');
    await heading('Two-factor Authentication');

    await press('Shift+Tab');
    await tabTo(name);
    await press('Enter');
    await tabTo('Sign out');
    await press('Enter');
    await heading('Sign in');
    expect(await focused()).toBe('Username');
    await type(name);
    await press('Tab');
    await type(PASSWORD);
    await press('Enter');
    await heading('Enter your code');
    expect(await focused()).toBe('Six-digit code');
    await type(app.code());
    await heading('Account Settings');

    await tabTo('Two-factor Authentication');
    await press('Enter');
    await heading('Two-factor Authentication');
    await tabTo('Disable');
    await press('Enter');
    await heading('Disable two-factor authentication');
    expect(await focused()).toBe('Password');
    await type(PASSWORD);
    await tabTo('Six-digit code');
    await type(app.code());
    await press('Enter');
    await page.getByText('Two-factor authentication is off.').waitFor();
  });

  it('shows where the focus is', async () => {
    await page.goto('/settings');
    await heading('Account Settings');
    for (let presses = 0; presses < 6; presses++) {
      await press('Tab');
      const outline = await page.evaluate(() => getComputedStyle(document.activeElement!).outline);
      expect([await focused(), outline]).toEqual([expect.any(String), expect.stringMatching(/solid 3px/)]);
    }
  });

  it('closes the menu with Escape, and stays at its button', async () => {
    await page.goto('/settings');
    await tabTo('keyboard');
    await press('Enter');
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
    await press('Tab');
    await press('Escape');
    await page.getByRole('button', { name: 'Sign out' }).waitFor({ state: 'hidden' });
    expect(await focused()).toMatch(/^keyboard/);
  });

  it('skips to the content', async () => {
    await page.goto('/settings/two-factor');
    await heading('Two-factor Authentication');
    await press('Tab');
    expect(await focused()).toBe('Skip to content');
    await press('Enter');
    await press('Tab');
    expect(await focused()).toBe('‹ Account Settings');
    expect(stage.chromium.complaints).toEqual([]);
  });
});
