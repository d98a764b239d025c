import { Injectable } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';
import { BlockList, isIP, isIPv6 } from 'node:net';
import { rangesOf } from '../config/address-range.js';
import { Config } from '../config/config.js';
import type { Client } from './client.js';
import { networkOf, plainAddress } from './client-network.policy.js';

const USER_AGENT_MAX = 256;

/** What a connection that is already gone is told to come from. */
const NOWHERE = '0.0.0.0';

/**
 * Tells where requests come from, over HTTP as over WebSocket. `X-Forwarded-For` is
 * believed as far as trusted proxies wrote it: read from its end, up to the first
 * address that is not one of theirs. Without trusted proxies it is not looked at.
 */
@Injectable()
export class Clients {
  private readonly trusted = new BlockList();

  constructor({ TRUSTED_PROXIES }: Config) {
    for (const range of rangesOf(TRUSTED_PROXIES)) {
      const [address = '', prefix] = range.split('/');
      const family = isIPv6(address) ? 'ipv6' : 'ipv4';
      if (prefix === undefined) this.trusted.addAddress(address, family);
      else this.trusted.addSubnet(address, Number(prefix), family);
    }
  }

  of({ socket, headers }: Pick<IncomingMessage, 'socket' | 'headers'>): Client {
    const address = this.addressOf(socket.remoteAddress ?? NOWHERE, headers['x-forwarded-for']);
    const userAgent = headers['user-agent']?.slice(0, USER_AGENT_MAX) ?? null;
    return { address, network: networkOf(address), userAgent };
  }

  private addressOf(peer: string, forwarded: string | readonly string[] | undefined): string {
    const hops = (forwarded ?? '')
      .toString()
      .split(',')
      .map((hop) => plainAddress(hop.trim()));
    let address = plainAddress(peer);
    while (this.isTrusted(address)) {
      const next = hops.pop() ?? '';
      if (isIP(next) === 0) break;
      address = next;
    }
    return address;
  }

  private isTrusted(address: string): boolean {
    return this.trusted.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
  }
}
