/** What came back over HTTP. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  /** The body as it came. */
  readonly text: string;
  readonly data: Record<string, any> | null | undefined;
  readonly errors:
    readonly { readonly message: string; readonly extensions: Record<string, unknown> }[] | undefined;
}

/** Speaks GraphQL over HTTP, and leaves it to its caller what to say. */
export class Transport {
  /** Everything received so far. */
  readonly replies: Reply[] = [];

  /** Where its first request goes, and with one replica every other. */
  readonly url: string;
  private readonly urls: readonly string[];
  private sent = 0;

  /** @param urls of one replica, or of several that are asked in turn */
  constructor(
    urls: string | readonly string[],
    /** Sent as `Authorization: Bearer …`. */
    public token?: string,
  ) {
    this.urls = typeof urls === 'string' ? [urls] : urls;
    this.url = this.urls[0] ?? '';
  }

  /** Sends any request at all. */
  async request({ headers = {}, ...init }: RequestInit, path = '/graphql'): Promise<Reply> {
    const url = this.urls[this.sent++ % this.urls.length] ?? '';
    const response = await fetch(`${url}${path}`, {
      ...init,
      headers: { ...this.credentials(), ...(headers as Record<string, string>) },
    });
    this.receive?.(response);
    const text = await response.text();
    const reply = { status: response.status, headers: response.headers, text, ...parse(text) };
    this.replies.push(reply);
    return reply;
  }

  /** Posts any JSON. */
  post(body: unknown): Promise<Reply> {
    const headers = { 'content-type': 'application/json' };
    return this.request({ method: 'POST', headers, body: JSON.stringify(body) });
  }

  send(query: string, variables: Record<string, unknown> = {}): Promise<Reply> {
    return this.post({ query, variables });
  }

  /** Sends what is to be answered without errors. */
  async query(query: string, variables: Record<string, unknown> = {}): Promise<Record<string, any>> {
    const { data, errors, status, text } = await this.send(query, variables);
    if (errors || !data) throw new Error(`${query} was answered ${String(status)} ${text}`);
    return data;
  }

  protected credentials(): Record<string, string> {
    return this.token === undefined ? {} : { authorization: `Bearer ${this.token}` };
  }

  /** Keeps what a reply sets. */
  protected receive?(response: Response): void;
}

function parse(text: string): Pick<Reply, 'data' | 'errors'> {
  try {
    const { data, errors } = JSON.parse(text) as Reply;
    return { data, errors };
  } catch {
    return { data: undefined, errors: undefined };
  }
}
