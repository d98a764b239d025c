import type { Page } from 'playwright-core';
import { run, start, type Running } from '../support/process.js';
import { Chromium } from './chromium.js';
import { PhoneApp } from './phone-app.js';

export const PASSWORD = 'correct horse battery staple';

/** The built service in a process of its own, and Chromium in front of it. */
export interface Stage {
  readonly service: Running;
  readonly chromium: Chromium;
  readonly origin: string;
  readonly close: () => Promise<void>;
}

/** Codes of the next two steps are good already, so that three of one authenticator need no waiting. */
export const PATIENT = { NODE_ENV: 'test', DRIFT_STEPS: '2' };

export async function setStage(environment: Readonly<Record<string, string>> = {}): Promise<Stage> {
  const service = await start({ environment: { ...PATIENT, ...environment } });
  // Browsers keep the session cookie on localhost, by that name.
  const origin = service.url.replace('127.0.0.1', 'localhost');
  const chromium = await Chromium.launch(origin);
  return {
    service,
    chromium,
    origin,
    close: async () => {
      await chromium[Symbol.asyncDispose]();
      await service.stop();
    },
  };
}

/** An access key, as an operator makes it. */
export async function accessKey({ service }: Stage, role: 'auditor' | 'administrator'): Promise<string> {
  const { stdout } = await run(['api-keys', 'create', '--role', role, '--name', role], {
    folder: service.folder,
  });
  return /cs_key_[\w-]+/.exec(stdout)?.[0] ?? '';
}

let people = 0;

/** A name nobody else on the stage has. */
export const newName = (name: string): string => `${name} ${String(++people)}`;

export async function register(page: Page, username: string): Promise<void> {
  await page.goto('/register');
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByRole('heading', { name: 'Account Settings' }).waitFor();
}

/** Fills in the first screen of signing in. */
export async function enterPassword(page: Page, username: string, password = PASSWORD): Promise<void> {
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** From being signed in to the QR code. */
export async function startEnrolling(page: Page): Promise<PhoneApp> {
  await page.goto('/settings/two-factor');
  await page.getByRole('link', { name: 'Enable' }).click();
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Continue' }).click();
  return PhoneApp.scan(page);
}

/** From being signed in to 2FA being on, the recovery codes saved. */
export async function enroll(page: Page): Promise<PhoneApp> {
  const app = await startEnrolling(page);
  await page.getByLabel('Six-digit code').fill(app.code());
  await page.getByText('Two-factor authentication is on.').waitFor();
  await saveCodes(page);
  return app;
}

/** From the screen with new recovery codes to the one after it. @returns the codes */
export async function saveCodes(page: Page): Promise<readonly string[]> {
  await page.getByRole('heading', { name: 'Save your recovery codes' }).waitFor();
  const codes = await page.locator('.codes code').allInnerTexts();
  await page.getByRole('button', { name: 'I have saved them' }).click();
  await page.getByRole('heading', { name: 'Two-factor Authentication', level: 1 }).waitFor();
  return codes;
}

export async function signOut(page: Page): Promise<void> {
  await page.locator('.account-button').click();
  await page.getByRole('button', { name: 'Sign out' }).first().click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
}
