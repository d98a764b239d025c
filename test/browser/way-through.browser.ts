import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { newFolder, run } from '../support/process.js';
import { look } from './look.js';
import { PhoneApp } from './phone-app.js';
import { picture } from './picture.js';
import { enterPassword, PASSWORD, saveCodes, setStage, signOut, type Stage } from './stage.js';

describe('The way through Account Settings', () => {
  let stage: Stage;
  let page: Page;
  const name = 'ada';
  let app: PhoneApp;
  beforeAll(async () => {
    stage = await setStage({ NOTARY_INTERVAL: '1' });
    page = await stage.chromium.window();
  });
  afterAll(() => stage.close());
  afterEach(() => {
    expect(stage.chromium.complaints).toEqual([]);
  });

  const heading = (text: string) => page.getByRole('heading', { name: text, level: 1 }).waitFor();
  const button = (text: string) => page.getByRole('button', { name: text, exact: true });
  const link = (text: string) => page.getByRole('link', { name: new RegExp(`^${text}`) });

  it('begins with signing in, or making an account', async () => {
    await page.goto('/');
    await heading('Sign in');
    await look(page, 'sign in');
    await link('Create an account').click();
    await heading('Create an account');
    await look(page, 'register');
    await page.getByLabel('Username').fill(name);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await button('Create account').click();
    await heading('Account Settings');
    await look(page, 'settings, 2FA off');
  });

  it('leads from the menu with one’s name to Two-factor Authentication', async () => {
    await page.goto('/settings/activity');
    await button(name).click();
    await look(page, 'menu');
    await link('Account Settings').click();
    await link('Two-factor Authentication').click();
    await heading('Two-factor Authentication');
    await page.getByText('Keep your phone locked.').waitFor();
    await look(page, '2FA off');
  });

  it('turns 2FA on: password, QR code from the screen, first code', async () => {
    await link('Enable').click();
    await heading('Enable two-factor authentication');
    await look(page, 'enable, password');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await button('Continue').click();
    await heading('Scan the QR code');
    app = await PhoneApp.scan(page);
    await look(page, 'enable, QR code');
    await picture(page, 'enable');
    await page.getByText('Can’t scan it?').click();
    const key = await page.locator('.key code').innerText();
    expect(key).toMatch(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/);
    expect(key.replaceAll(' ', '')).toBe(app.secret);
    expect(await link('Open your authenticator app').getAttribute('href')).toContain(`secret=${app.secret}`);
    await look(page, 'enable, key');
    await page.getByLabel('Six-digit code').fill(app.code());
    await page.getByText('Two-factor authentication is on.').waitFor();
    await heading('Save your recovery codes');
    await look(page, 'recovery codes');
    expect(await saveCodes(page)).toHaveLength(10);
    await page.getByText('10 of 10 recovery codes left').waitFor();
    await look(page, '2FA on');
    await picture(page, 'two-factor-on');
    await page.goto('/settings');
    await heading('Account Settings');
    await look(page, 'settings, 2FA on');
  });

  it('asks for the code on a second screen from then on', async () => {
    await signOut(page);
    await look(page, 'signed out');
    await enterPassword(page, name);
    await heading('Enter your code');
    await look(page, 'sign in, code');
    await picture(page, 'sign-in-code');
    await page.getByLabel('Six-digit code').fill(app.code());
    await heading('Account Settings');
  });

  it('tells what happened, in words', async () => {
    await link('Recent activity').click();
    await page.getByText('Signed in with password and code').waitFor();
    await page.getByText('Two-factor authentication was turned on').waitFor();
    await look(page, 'activity');
    await picture(page, 'activity');
  });

  it('hands the history out as a file that can be verified without the service', async () => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      link('Download your history').click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^countersign-history-[\da-f-]{36}\.ndjson$/);
    const folder = newFolder();
    const [file, key] = [join(folder, 'history.ndjson'), join(folder, 'key.pem')];
    await download.saveAs(file);
    const { stdout } = await run(['notary', 'public-key'], { folder: stage.service.folder });
    writeFileSync(key, stdout);
    const verdict = await run(['verify', '--file', file, '--public-key', key], { folder: newFolder() });
    expect(verdict).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^OK: \d+ events of the /) as unknown,
    });
  });

  it('turns 2FA off with password and code, after saying what that means', async () => {
    await page.goto('/settings/two-factor');
    await link('Disable').click();
    await heading('Disable two-factor authentication');
    await look(page, 'disable');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByLabel('Six-digit code').fill(app.code());
    await button('Disable').click();
    await page.getByText('Two-factor authentication is off.').waitFor();
    await look(page, '2FA turned off');
  });

  it('asks for no code after that', async () => {
    await signOut(page);
    await enterPassword(page, name);
    await heading('Account Settings');
  });
});
