import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto';
import { canonicalEvent, leafText, type KeptEvent } from './event-hash.js';
import type { EventText, JsonObject, RecordedEvent } from './event-store.js';

/** HMAC-SHA-256 cut to its first 128 bits: RFC 2104 §5. */
const MAC_BYTES = 16;
const MAC = /^[\da-f]{32}$/;

/** Names are written in canonical order, and no other object has one by that of the next. */
const WRITTEN_MAC = /,"mac":"([\da-f]{32})"(?=,"operation":)/;

/** Tells whether an event was written by this service, where and as it is. */
export interface Authenticity {
  isAuthentic(event: RecordedEvent): boolean;
}

/**
 * Tells events this service wrote from those somebody else put into the log: each carries a message authentication
 * code (MAC) under the key of the log. It speaks for the events before it in its stream as well, of the last of which
 * it has the hash: see ADR 0016.
 */
export class EventMacs implements Authenticity {
  private readonly key: KeyObject;

  /**
   * @param key 32 bytes: see {@link LogKey}
   * @param after the position of the last event that was written before there were MACs
   */
  constructor(
    key: Uint8Array,
    private readonly after: number,
  ) {
    this.key = createSecretKey(key);
  }

  /**
   * The MAC of an event, whatever it carries as such: over the RFC 8785 form of its six fields, without `metadata.mac`.
   * @returns 32 hexadecimal digits, in lower case
   */
  of(event: KeptEvent): string {
    return this.over(textWithoutMac(event)).toString('hex');
  }

  /** An event of before there were MACs passes without; one that carries any is held to it, wherever it stands. */
  isAuthentic(event: RecordedEvent): boolean {
    if (event.position <= this.after && macIn(event) === undefined) return true;
    const written = event.text && writtenWithoutMac(event, event.text);
    return (written && this.fits(written.mac, written.text)) === true || this.isAuthenticAsRead(event);
  }

  private isAuthenticAsRead(event: RecordedEvent): boolean {
    const mac = macIn(event);
    if (mac === undefined || !MAC.test(mac)) return false;
    try {
      return this.fits(mac, textWithoutMac(event));
    } catch {
      // It holds what no JSON can hold.
      return false;
    }
  }

  private fits(mac: string, text: string): boolean {
    return timingSafeEqual(Buffer.from(mac, 'hex'), this.over(text));
  }

  private over(text: string): Buffer {
    return createHmac('sha256', this.key).update(text).digest().subarray(0, MAC_BYTES);
  }
}

/** What an event carries as its MAC: somebody may have left anything there. */
export function macIn({ metadata }: KeptEvent): string | undefined {
  const anything = metadata as JsonObject | string | null;
  const mac = typeof anything === 'object' ? anything?.['mac'] : undefined;
  return typeof mac === 'string' ? mac : undefined;
}

function textWithoutMac({ metadata, ...event }: KeptEvent): string {
  const others = Object.entries(metadata).filter(([name]) => name !== 'mac');
  return canonicalEvent({ ...event, metadata: Object.fromEntries(others) });
}

/** The same, found in the text this service writes without parsing it; a MAC that stands elsewhere in it is not found. */
function writtenWithoutMac(
  event: KeptEvent,
  { data, metadata }: EventText,
): { readonly mac: string; readonly text: string } | undefined {
  const found = WRITTEN_MAC.exec(metadata);
  const mac = found?.[1];
  if (!found || mac === undefined) return undefined;
  const others = metadata.slice(0, found.index) + metadata.slice(found.index + found[0].length);
  const text = leafText(event, { data, metadata: others })?.slice(1);
  return text === undefined ? undefined : { mac, text };
}
