import type { Clock } from '../../src/clock.js';
import { Client } from './client.js';

/** What a client says of where it is. */
export interface Whereabouts {
  /** `X-Forwarded-For`, as it reaches the service. */
  readonly forwardedFor: string;
  readonly userAgent?: string;
}

/** A client behind a proxy, or one that says it is. */
export class ClientElsewhere extends Client {
  private readonly whereabouts: Record<string, string>;

  constructor(
    service: { readonly urls: readonly string[]; readonly clock: Clock },
    { forwardedFor, userAgent = 'a program' }: Whereabouts,
    token?: string,
  ) {
    super(service.urls, service.clock, token);
    this.whereabouts = { 'x-forwarded-for': forwardedFor, 'user-agent': userAgent };
  }

  protected override credentials(): Record<string, string> {
    return { ...super.credentials(), ...this.whereabouts };
  }
}
