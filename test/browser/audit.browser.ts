import type { Page } from 'playwright-core';
import { look } from './look.js';
import { accessKey, enroll, newName, register, setStage, type Stage } from './stage.js';

describe('The audit', () => {
  let stage: Stage;
  let page: Page;
  const [ada, grace] = [newName('ada'), newName('grace')];
  beforeAll(async () => {
    stage = await setStage();
    for (const name of [ada, grace]) {
      await using person = await stage.chromium.person();
      const window = await person.newPage();
      await register(window, name);
      if (name === ada) await enroll(window);
    }
    page = await stage.chromium.window();
  });
  afterEach(() => {
    expect(stage.chromium.complaints).toEqual([]);
  });
  afterAll(() => stage.close());

  const heading = (text: string) =>
    page.getByRole('heading', { name: text, exact: true, level: 1 }).waitFor();

  it('is open to the key of an auditor or administrator alone', async () => {
    await page.goto('/sign-in');
    await page.getByRole('link', { name: 'Use an access key' }).click();
    await heading('Audit');
    await look(page, 'audit, key');
    await page.getByLabel('Access key', { exact: true }).fill('cs_key_nonsense');
    await page.getByRole('button', { name: 'Open' }).click();
    await page.getByText('not the key of an auditor or administrator').waitFor();
    await look(page, 'audit, key refused');
    await page.getByLabel('Access key', { exact: true }).fill(await accessKey(stage, 'auditor'));
    await page.getByRole('button', { name: 'Open' }).click();
    await heading('Accounts');
  });

  it('lists accounts with their 2FA state, and by it', async () => {
    const rows = page.locator('tbody tr');
    await rows.nth(1).waitFor();
    expect(await rows.locator('th').allInnerTexts()).toEqual([ada, grace]);
    expect(await rows.locator('.chip').allInnerTexts()).toEqual(['On', 'Off']);
    await look(page, 'audit, accounts');
    await page.getByLabel('Show').selectOption('2FA on');
    await rows.getByText(grace).waitFor({ state: 'detached' });
    expect(await rows.locator('th').allInnerTexts()).toEqual([ada]);
    await page.getByLabel('Show').selectOption('All accounts');
    await rows.getByText(grace).waitFor();
  });

  it('finds an account by its name, and says when there is none', async () => {
    await page.getByLabel('Username, in full').fill('nobody');
    await page.getByRole('button', { name: 'Find' }).click();
    await page.getByText('There is no account “nobody”.').waitFor();
    await look(page, 'audit, nobody found');
    await page.getByLabel('Username, in full').fill(ada.toUpperCase());
    await page.getByRole('button', { name: 'Find' }).click();
    await page.getByRole('link', { name: ada }).waitFor();
    expect(await page.locator('tbody tr').count()).toBe(1);
  });

  it('shows one account’s history', async () => {
    await page.getByRole('link', { name: ada }).click();
    await heading(ada);
    await page.getByText('Two-factor authentication was turned on').waitFor();
    await look(page, 'audit, account');
  });

  it('draws how 2FA was taken up', async () => {
    await page.getByRole('link', { name: '‹ Accounts' }).click();
    await page.getByRole('link', { name: 'Adoption' }).click();
    await page.getByText('1 of 2 accounts').waitFor();
    await page.getByRole('img', { name: /^1 of 2 accounts have two-factor authentication on/ }).waitFor();
    await page.getByText('The same in numbers').click();
    await look(page, 'audit, adoption');
    await page.getByRole('button', { name: 'All' }).click();
    await page.locator('tbody tr').nth(1).waitFor({ state: 'detached' });
  });

  it('forgets the key with a reload', async () => {
    await page.reload();
    await heading('Audit');
    await page.getByLabel('Access key', { exact: true }).waitFor();
  });
});
