/** Where a request comes from, as far as the connection and trusted proxies tell. */
export interface Client {
  /** An IP address. */
  readonly address: string;
  /** What is counted as one client: see `networkOf`. */
  readonly network: string;
  /** What the client calls itself, cut short; it may say anything. */
  readonly userAgent: string | null;
}
