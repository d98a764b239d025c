import { Client } from './client.js';

/** A browser: keeps the session cookie, and sends it back where it came from. */
export class Browser extends Client {
  protected override readonly deliver = 'COOKIE';
  /** The cookie as the service set it, with its attributes. */
  setCookie: string | null = null;

  /** `name=value` of the cookie kept; empty when there is none. */
  get cookie(): string {
    const [pair = ''] = this.setCookie?.split('; ') ?? [];
    return pair.endsWith('=') ? '' : pair;
  }

  protected override credentials(): Record<string, string> {
    return this.cookie === '' ? {} : { cookie: this.cookie };
  }

  protected override receive({ headers }: Response): void {
    this.setCookie = headers.get('set-cookie') ?? this.setCookie;
  }
}
