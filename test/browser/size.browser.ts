import { setStage } from './stage.js';

const MOST_BYTES = 60 * 1024;

describe('The page', () => {
  it('brings at most 60 kB of JavaScript, compressed, whatever one does with it', async () => {
    const stage = await setStage();
    const page = await stage.chromium.window();
    const sizes = new Map<string, number>();
    page.on('response', (response) => {
      if (!response.url().endsWith('.js')) return;
      sizes.set(response.url(), Number(response.headers()['content-length']));
      expect(response.headers()['content-encoding']).toBe('gzip');
    });
    // The first page, and what is brought for the audit and for live changes.
    for (const path of ['/audit', '/register']) {
      await page.goto(path);
      await page.locator('h1').waitFor();
    }
    await page.getByLabel('Username').fill('size');
    await page.getByLabel('Password', { exact: true }).fill('correct horse battery staple');
    const live = page.waitForEvent('websocket');
    await page.getByRole('button', { name: 'Create account' }).click();
    await live;
    expect(sizes.size).toBeGreaterThanOrEqual(3);
    const total = [...sizes.values()].reduce((sum, size) => sum + size);
    expect(total).toBeGreaterThan(0);
    expect(total).toBeLessThanOrEqual(MOST_BYTES);
    process.stdout.write(`JavaScript: ${(total / 1024).toFixed(1)} kB compressed\n`);
    expect(stage.chromium.complaints).toEqual([]);
    await stage.close();
  });
});
