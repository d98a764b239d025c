import { mkdtempDisposableSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { codeFromOathtool } from '../support/authenticator.js';

const STEP_MS = 30_000;

/** An authenticator app: it keeps the secret it scanned, and shows codes. */
export class PhoneApp {
  private steps = 0;

  constructor(readonly secret: string) {}

  /** Scans the QR code on a screen with `zbarimg`, from a picture of the window as a camera would take it. */
  static async scan(page: Page): Promise<PhoneApp> {
    await page.locator('img.qr').waitFor();
    using folder = mkdtempDisposableSync(join(tmpdir(), 'countersign qr '));
    const path = join(folder.path, 'screen.png');
    await page.screenshot({ path });
    const text = execFileSync('zbarimg', ['--raw', '-q', path], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return new PhoneApp(new URL(text.trim()).searchParams.get('secret') ?? '');
  }

  /**
   * A code that was not used before. Its clock runs ahead by a step each time, rather than the
   * test waiting for one: the service here allows for that, twice.
   */
  code(): string {
    return codeFromOathtool(this.secret, new Date(Date.now() + this.steps++ * STEP_MS));
  }

  /** Six digits that are no code of this secret anywhere near now. */
  wrongCode(): string {
    const from = new Date(Date.now() - 15 * STEP_MS).toISOString().replace('T', ' ').replace('Z', ' UTC');
    const words = ['--totp', '--base32', '--window', '30', '--now', from, this.secret];
    const near = execFileSync('oathtool', words, { encoding: 'utf8' }).split('\n');
    return ['000000', '111111', '222222', '333333'].find((code) => !near.includes(code)) ?? '';
  }
}
