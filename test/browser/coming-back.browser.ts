import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { look } from './look.js';
import { countOf } from './requests.js';
import { enterPassword, newName, PASSWORD, register, setStage, startEnrolling, type Stage } from './stage.js';

describe('Coming back to Account Settings', () => {
  let stage: Stage;
  let page: Page;
  beforeAll(async () => (stage = await setStage()));
  beforeEach(async () => (page = await stage.chromium.window()));
  afterEach(async () => {
    await page.context().close();
    expect(stage.chromium.complaints).toEqual([]);
  });
  afterAll(() => stage.close());

  const heading = (text: string) =>
    page.getByRole('heading', { name: text, exact: true, level: 1 }).waitFor();

  it('leads to where one wanted to go, after signing in', async () => {
    const name = newName('returns');
    await register(page, name);
    const { origin } = new URL(page.url());
    // Away from the page: it would see that nobody is signed in any more, and go to the form by itself.
    await page.goto('about:blank');
    await page.context().clearCookies();
    await page.goto(`${origin}/settings/two-factor`);
    await heading('Sign in');
    await enterPassword(page, name);
    await heading('Two-factor Authentication');
    expect(new URL(page.url()).pathname).toBe('/settings/two-factor');
    // The way back does not lead to the form again.
    await page.goBack();
    expect(page.url()).toBe('about:blank');
  });

  it('never leads to another origin, whatever the address says', async () => {
    const name = newName('open redirect');
    await register(page, name);
    for (const there of ['https://example.com/', '//example.com', '/\\example.com', 'javascript:alert(1)']) {
      await page.context().clearCookies();
      await page.goto(`/sign-in?return=${encodeURIComponent(there)}`);
      await enterPassword(page, name);
      await heading('Account Settings');
      expect(page.url()).toBe(`${stage.origin}/settings`);
    }
  });

  it('shows the way on after a reload in the middle of enrolling', async () => {
    await register(page, newName('reload'));
    await startEnrolling(page);
    await page.reload();
    await page.getByText('You began before and did not finish.').waitFor();
    await look(page, 'enable, after a reload');
    await page.goto('/settings/two-factor');
    await page.getByText('the first code is still missing').waitFor();
    await look(page, '2FA pending');
    await page.getByRole('link', { name: 'Go on' }).click();
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Start again' }).click();
    await heading('Scan the QR code');
  });

  it('keeps the QR code while one goes back and forth', async () => {
    await register(page, newName('back and forth'));
    const { secret } = await startEnrolling(page);
    await page.goBack();
    await page.goForward();
    await heading('Scan the QR code');
    await page.getByText('Can’t scan it?').click();
    expect((await page.locator('.key code').innerText()).replaceAll(' ', '')).toBe(secret);
  });

  it('asks for the password again when the second step of signing in is reloaded', async () => {
    await page.goto('/sign-in/code');
    await heading('Sign in');
  });

  it('makes one account of a double click', async () => {
    const sent = countOf(page, 'Register');
    await page.goto('/register');
    await page.getByLabel('Username').fill(newName('double'));
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Create account' }).dblclick();
    await heading('Account Settings');
    expect(sent()).toBe(1);
  });

  it('says beside each field what is missing or refused, and goes there', async () => {
    await page.goto('/sign-in');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Enter your username.').waitFor();
    await page.waitForFunction(() => document.activeElement?.getAttribute('name') === 'username');
    await look(page, 'sign in, empty');
    await enterPassword(page, 'nobody', 'not a password');
    await page.getByText('do not belong together').waitFor();
    await look(page, 'sign in, refused');
    await page.goto('/register');
    await page.getByLabel('Username').fill(newName('short'));
    await page.getByLabel('Password', { exact: true }).fill('short');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByText('at least 15 characters').waitFor();
    await look(page, 'register, refused');
  });

  it('has a page for addresses that lead nowhere', async () => {
    await register(page, newName('nowhere'));
    await page.goto('/settings/nowhere');
    await heading('Nothing here');
    await look(page, 'nothing here');
  });

  it('does not move what is on the screen', async () => {
    await register(page, newName('still'));
    // Slow enough that what stands in for an answer is seen.
    await page.route('**/graphql', async (route) => {
      await sleep(150);
      await route.continue();
    });
    for (const path of ['/settings', '/settings/two-factor', '/settings/activity', '/sign-in']) {
      await page.goto(path);
      await page.locator('h1').waitFor();
      await page.locator('.waiting').waitFor({ state: 'detached' });
      const shift = await page.evaluate(
        () =>
          new Promise<number>((resolve) => {
            let sum = 0;
            new PerformanceObserver((list) => {
              for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[])
                sum += entry.value;
            }).observe({ type: 'layout-shift', buffered: true });
            requestAnimationFrame(() => {
              setTimeout(() => {
                resolve(sum);
              }, 200);
            });
          }),
      );
      expect([path, shift]).toEqual([path, 0]);
    }
  });
});
