import axe, { type RunOnly } from 'axe-core';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { DESKTOP, PHONE } from './chromium.js';

const SCREENSHOTS = join(import.meta.dirname, 'screenshots');
mkdirSync(SCREENSHOTS, { recursive: true });

/** WCAG 2.2 AA and what else axe knows to be right. */
const ALL_RULES: RunOnly = {
  type: 'tag',
  values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
};
/** What differs between light and dark. */
const COLOUR_RULES: RunOnly = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] };

/**
 * Looks at a screen as everybody might see it: light and dark, on a desk and on the narrowest
 * phone. axe finds nothing, nothing sticks out, and a picture of each is kept.
 */
export async function look(page: Page, name: string): Promise<void> {
  for (const [colorScheme, runOnly] of [
    ['light', ALL_RULES],
    ['dark', COLOUR_RULES],
  ] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    expect([name, colorScheme, await findings(page, runOnly)]).toEqual([name, colorScheme, []]);
    await shoot(page, `${name} ${colorScheme}`);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(PHONE);
  const sticksOut = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect([name, Math.max(0, sticksOut)]).toEqual([name, 0]);
  await shoot(page, `${name} phone`);
  await page.setViewportSize(DESKTOP);
}

async function shoot(page: Page, name: string): Promise<void> {
  const path = join(SCREENSHOTS, `${name.replaceAll(' ', '-')}.png`);
  await page.screenshot({ path, fullPage: true, animations: 'disabled' });
}

/** What axe finds, each with where. */
async function findings(page: Page, runOnly: RunOnly): Promise<readonly string[]> {
  // Not as a script of the page: its content security policy would not run it.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  const { violations } = await page.evaluate(
    (only) =>
      (globalThis as unknown as { axe: typeof axe }).axe.run({ runOnly: only, resultTypes: ['violations'] }),
    runOnly,
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary ?? ''}`),
  );
}
