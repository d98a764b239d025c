import type { Page } from 'playwright-core';
import { newName, PASSWORD, register, setStage, type Stage } from './stage.js';

describe('The field of a password', () => {
  let stage: Stage;
  let page: Page;
  beforeAll(async () => (stage = await setStage()));
  beforeEach(async () => (page = await stage.chromium.window()));
  afterEach(async () => {
    await page.context().close();
    expect(stage.chromium.complaints).toEqual([]);
  });
  afterAll(() => stage.close());

  const field = () => page.getByLabel('Password', { exact: true });

  it.each([
    ['/register', 'new-password'],
    ['/sign-in', 'current-password'],
  ])(
    'at %s shows dots, tells managers what it is for, and shows what is in it when asked',
    async (path, use) => {
      await page.goto(path);
      const type = () => field().getAttribute('type');
      expect([await type(), await field().getAttribute('autocomplete')]).toEqual(['password', use]);
      await page.getByRole('button', { name: 'Show password' }).click();
      expect(await type()).toBe('text');
      await page.getByRole('button', { name: 'Show password' }).click();
      expect(await type()).toBe('password');
    },
  );

  it('takes what is pasted, to its last character', async () => {
    await page.goto('/register');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const long = `${PASSWORD} `.repeat(8);
    await page.evaluate((text) => navigator.clipboard.writeText(text), long);
    await field().focus();
    await page.keyboard.press('Control+v');
    expect(await field().inputValue()).toBe(long);
  });
});

describe('A name that is made to look like markup', () => {
  it('is shown as what it is, and nothing of it is run', async () => {
    const stage = await setStage();
    const page = await stage.chromium.window();
    const name = newName('<img src=x onerror=alert(1)><b>bold</b>');
    await register(page, name);
    await page.getByText(name).first().waitFor({ state: 'attached' });
    expect(await page.locator('img[src=x], b').count()).toBe(0);
    expect(stage.chromium.complaints).toEqual([]);
    await stage.close();
  });
});
