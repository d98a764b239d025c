import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
} from 'playwright-core';

/** Debian's. */
const EXECUTABLE = '/usr/bin/chromium';

const QUIETLY = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A desktop window. */
export const DESKTOP = { width: 1280, height: 800 };
/** The narrowest phone there is. */
export const PHONE = { width: 320, height: 640 };

/** Chromium, and everything that went wrong in its windows. */
export class Chromium implements AsyncDisposable {
  /** What no page may do: print to the console, fail, break the content security policy, ask another origin. */
  readonly complaints: string[] = [];

  private constructor(
    private readonly browser: Browser,
    private readonly origin: string,
  ) {}

  static async launch(origin: string): Promise<Chromium> {
    // Chromium will not sandbox what root starts.
    const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const args = [...QUIETLY, ...asRoot];
    return new Chromium(await chromium.launch({ executablePath: EXECUTABLE, args }), origin);
  }

  /** Windows that share cookies, as those of one person at one computer do. */
  async person(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    const context = await this.browser.newContext({
      baseURL: this.origin,
      viewport: DESKTOP,
      locale: 'en-GB',
      timezoneId: 'Europe/Berlin',
      colorScheme: 'light',
      ...options,
    });
    context.setDefaultTimeout(8_000);
    context.on('page', (page) => {
      this.listenTo(page);
    });
    return context;
  }

  /** One window of somebody who is nobody yet. */
  async window(options: BrowserContextOptions = {}): Promise<Page> {
    return (await this.person(options)).newPage();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.browser.close();
  }

  private listenTo(page: Page): void {
    page.on('console', (message) => this.complaints.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', ({ message }) => this.complaints.push(`error: ${message}`));
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (url.protocol !== 'data:' && url.origin !== this.origin)
        this.complaints.push(`another origin: ${request.url()}`);
    });
  }
}
