import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { DESKTOP } from './chromium.js';

const PICTURES = join(import.meta.dirname, '../../docs/pictures');

/** Small enough to be read beside text. */
const SIZE = { width: 720, height: 520 };

/** Takes a picture for README.md, when pictures are wanted: `UPDATE_PICTURES=1 npm run test:e2e`. */
export async function picture(page: Page, name: string): Promise<void> {
  if (process.env['UPDATE_PICTURES'] !== '1') return;
  await page.setViewportSize(SIZE);
  await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true, animations: 'disabled' });
  await page.setViewportSize(DESKTOP);
}
