import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { look } from './look.js';
import type { PhoneApp } from './phone-app.js';
import { countOf } from './requests.js';
import {
  enroll,
  enterPassword,
  newName,
  PASSWORD,
  register,
  setStage,
  signOut,
  startEnrolling,
  type Stage,
} from './stage.js';

describe('The six-digit field', () => {
  let stage: Stage;
  let page: Page;
  beforeAll(async () => (stage = await setStage()));
  beforeEach(async () => (page = await stage.chromium.window()));
  afterEach(async () => {
    await page.context().close();
    expect(stage.chromium.complaints).toEqual([]);
  });
  afterAll(() => stage.close());

  const field = () => page.getByLabel('Six-digit code');

  /** Signed out, with 2FA on, and asked for the code. */
  async function askedForCode(name: string): Promise<PhoneApp> {
    await register(page, name);
    const app = await enroll(page);
    await signOut(page);
    await enterPassword(page, name);
    await field().waitFor();
    return app;
  }

  it('asks phones for digits, and for the code of a message', async () => {
    await register(page, newName('digits'));
    await startEnrolling(page);
    expect(await field().getAttribute('inputmode')).toBe('numeric');
    expect(await field().getAttribute('autocomplete')).toBe('one-time-code');
  });

  it('takes “123 456” from the clipboard, and sends it once', async () => {
    const app = await askedForCode(newName('paste'));
    const sent = countOf(page, 'AnswerChallenge');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.evaluate((text) => navigator.clipboard.writeText(text), app.code().replace(/^.../, '$& '));
    await field().focus();
    await page.keyboard.press('Control+v');
    await page.getByRole('heading', { name: 'Account Settings' }).waitFor();
    expect(sent()).toBe(1);
  });

  it('sends itself with the sixth digit, once, also when Enter and clicks follow', async () => {
    const app = await askedForCode(newName('once'));
    const sent = countOf(page, 'AnswerChallenge');
    await page.route('/graphql', async (route) => {
      // Slow enough for the impatient.
      await sleep(300);
      await route.continue();
    });
    await field().pressSequentially(app.code());
    await page.keyboard.press('Enter');
    await page.locator('button[type=submit]').dblclick({ force: true });
    await page.getByRole('heading', { name: 'Account Settings' }).waitFor();
    expect(sent()).toBe(1);
  });

  it('says what is wrong with a code, beside the field, and is ready for the next one', async () => {
    const app = await askedForCode(newName('wrong'));
    await field().fill(app.wrongCode());
    const alert = page.getByRole('alert');
    await alert.getByText('That code was not accepted').waitFor();
    expect(await field().getAttribute('aria-describedby')).toBe(
      await alert.evaluate((it) => it.parentElement!.id),
    );
    expect(await field().getAttribute('aria-invalid')).toBe('true');
    expect(await field().inputValue()).toBe('');
    expect(await field().evaluate((it) => it === document.activeElement)).toBe(true);
    await look(page, 'sign in, code refused');
    await field().fill(app.code());
    await page.getByRole('heading', { name: 'Account Settings' }).waitFor();
    await page.goto('/settings/activity');
    await page.getByText('A code was refused at sign-in').waitFor();
    await page.getByText('It was not a code of the authenticator, nor a recovery code.').waitFor();
  });

  it('counts down while codes are locked, and opens again by itself', async () => {
    await page.clock.install();
    const app = await askedForCode(newName('locked'));
    for (let attempt = 1; attempt <= 5; attempt++) {
      const answered = page.waitForResponse('/graphql');
      await field().fill(app.wrongCode());
      await answered;
      await page.locator('form[aria-busy=false]').waitFor();
    }
    await page.getByText(/Try again in 0:(30|2\d)\./).waitFor();
    expect(await field().isDisabled()).toBe(true);
    await look(page, 'sign in, locked');
    await page.clock.fastForward(31_000);
    await page
      .getByText(/Try again in/)
      .first()
      .waitFor({ state: 'detached' });
    expect(await field().isEnabled()).toBe(true);
    await page.waitForFunction(() => document.activeElement?.getAttribute('name') === 'code');
  });

  it('tells the owner afterwards that a code had already been used', async () => {
    await register(page, newName('used'));
    const app = await startEnrolling(page);
    const code = app.code();
    await field().fill(code);
    await page.getByText('Two-factor authentication is on.').waitFor();
    await page.goto('/settings/two-factor/disable');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await field().fill(code);
    await page.getByRole('button', { name: 'Disable' }).click();
    await page.getByRole('alert').getByText('That code was not accepted').waitFor();
    await look(page, 'disable, code refused');
    await page.goto('/settings/activity');
    await page.getByText('It had already been used.').waitFor();
    await look(page, 'activity, refused');
  });
});
