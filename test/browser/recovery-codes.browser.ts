import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { look } from './look.js';
import { PhoneApp } from './phone-app.js';
import {
  enterPassword,
  newName,
  PASSWORD,
  register,
  saveCodes,
  setStage,
  signOut,
  startEnrolling,
  type Stage,
} from './stage.js';

const PRINTED_AWAY = ['header', '.actions', '.notice'];

describe('Recovery codes in Account Settings', () => {
  let stage: Stage;
  let page: Page;
  let name: string;
  beforeAll(async () => (stage = await setStage()));
  beforeEach(async () => {
    page = await stage.chromium.window();
    name = newName('recovers');
    await register(page, name);
  });
  afterEach(async () => {
    await page.context().close();
    expect(stage.chromium.complaints).toEqual([]);
  });
  afterAll(() => stage.close());

  const heading = (text: string) => page.getByRole('heading', { name: text, level: 1 }).waitFor();
  const button = (text: string) => page.getByRole('button', { name: text, exact: true });
  const instead = () => button('Use a recovery code instead').click();
  const recoveryCode = () => page.getByLabel('Recovery code', { exact: true });
  const shown = () => page.locator('.codes code').allInnerTexts();

  /** Up to the screen that shows the codes. */
  async function confirm(): Promise<PhoneApp> {
    const app = await startEnrolling(page);
    await page.getByLabel('Six-digit code').fill(app.code());
    await heading('Save your recovery codes');
    return app;
  }

  /** To the second step of signing in. */
  async function askedForCode(): Promise<void> {
    await signOut(page);
    await enterPassword(page, name);
    await heading('Enter your code');
  }

  it('are shown once: copied, saved as a file or printed, and gone with a reload', async () => {
    await confirm();
    const codes = await shown();
    expect(codes).toHaveLength(10);
    for (const code of codes) expect(code).toMatch(/^[0-9a-z]{5}-[0-9a-z]{5}$/);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await button('Copy').click();
    await button('Copied').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(codes.join('\n'));
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('recovery-codes.txt');
    const file = readFileSync(await download.path(), 'utf8');
    for (const line of [name, ...codes]) expect(file).toContain(line);
    await page.emulateMedia({ media: 'print' });
    for (const part of PRINTED_AWAY) expect(await page.locator(part).first().isVisible()).toBe(false);
    expect(await page.locator('.codes code').first().isVisible()).toBe(true);
    await page.emulateMedia({ media: 'screen' });
    // Somebody who goes back and forth before they are saved has them still.
    await page.getByRole('button', { name }).click();
    await page.getByRole('link', { name: 'Account Settings', exact: true }).last().click();
    await page.goBack();
    expect(await shown()).toEqual(codes);
    await page.reload();
    await heading('Get new recovery codes');
    expect(await page.content()).not.toContain(codes[0]);
  });

  it('sign in, after a mistyped one, and the settings count down', async () => {
    await confirm();
    const codes = await saveCodes(page);
    await askedForCode();
    await instead();
    await page.waitForFunction(() => document.activeElement?.classList.contains('recovery-code'));
    await look(page, 'sign in, recovery code');
    await recoveryCode().fill('aaaaa-aaaaa');
    await button('Continue').click();
    await page.getByText('That recovery code was not accepted.').waitFor();
    expect(await recoveryCode().inputValue()).toBe('aaaaa-aaaaa');
    await look(page, 'sign in, recovery code refused');
    await recoveryCode().fill(codes[0]!.toUpperCase().replace('-', ' '));
    await button('Continue').click();
    await heading('Account Settings');
    await page.goto('/settings/two-factor');
    await page.getByText('9 of 10 recovery codes left').waitFor();
    await page.goto('/settings/activity');
    await page.getByText('Signed in with password and a recovery code').waitFor();
    await page.getByText('9 recovery codes were left.').waitFor();
    await look(page, 'activity, recovery code');
  });

  it('can be left for the authenticator again', async () => {
    const app = await confirm();
    await saveCodes(page);
    await askedForCode();
    await instead();
    await button('Use your authenticator instead').click();
    await page.waitForFunction(() => document.activeElement?.classList.contains('code'));
    await page.getByLabel('Six-digit code').fill(app.code());
    await heading('Account Settings');
  });

  it('move 2FA to another phone, which brings new ones', async () => {
    await confirm();
    const before = await saveCodes(page);
    await page.getByRole('link', { name: 'Move to another phone' }).click();
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await instead();
    await recoveryCode().fill(before[0]!);
    await look(page, 'move, recovery code');
    await button('Continue').click();
    await heading('Scan the QR code');
    await page.getByLabel('Six-digit code').fill((await PhoneApp.scan(page)).code());
    const after = await saveCodes(page);
    expect(after.filter((code) => before.includes(code))).toEqual([]);
    await page.getByText('10 of 10 recovery codes left').waitFor();
  });

  it('are warned of when few are left, and made anew with password and code', async () => {
    const app = await confirm();
    const codes = await saveCodes(page);
    for (const code of codes.slice(0, 7)) {
      const elsewhere = stage.service.client();
      const { challenge } = await elsewhere.signIn({ username: name, password: PASSWORD });
      await elsewhere.answerChallenge(challenge as string, code);
    }
    // As it happens, without looking anew.
    await page.getByText('3 of 10 recovery codes left. Get new ones before they run out.').waitFor();
    await look(page, '2FA on, few recovery codes');
    await page.getByRole('link', { name: 'Get new recovery codes' }).click();
    await heading('Get new recovery codes');
    await look(page, 'new recovery codes');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByLabel('Six-digit code').fill(app.code());
    await button('Get new codes').click();
    await page.getByText('The recovery codes from before are void.').waitFor();
    const anew = await saveCodes(page);
    expect(anew.filter((code) => codes.includes(code))).toEqual([]);
    await page.getByText('10 of 10 recovery codes left').waitFor();
  });
});
