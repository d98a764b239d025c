import canonicalize from 'canonicalize';
import type { Json, JsonObject } from './event-store.js';

/**
 * A value as RFC 8785 (JCS) writes it: names in the order of their UTF-16 code units, numbers and
 * strings as ECMAScript does, no white space.
 * @param value came out of `JSON.parse`, or could have
 * @throws for text that is not well-formed Unicode, which the RFC has no form for
 */
export function canonicalJson(value: Json): string {
  // `JSON.stringify` differs from the RFC in two things only, and is five times as quick as who goes by it.
  const text = isInOrder(value) ? JSON.stringify(value) : undefined;
  return text === undefined || text.includes('\\ud') ? mustBeText(canonicalize(value)) : text;
}

/**
 * The same with the names of objects in the order RFC 8785 wants: what is stored like that is canonical
 * as it stands, and quick to check. (Names that are numbers JavaScript keeps in an order of its own.)
 */
export function inCanonicalOrder<T extends Json>(value: T): T {
  if (typeof value !== 'object' || value === null || isInOrder(value)) return value;
  if (Array.isArray(value)) return value.map((one: Json) => inCanonicalOrder(one)) as readonly Json[] as T;
  const names = Object.keys(value).sort();
  const entries = names.map((name) => [name, inCanonicalOrder((value as JsonObject)[name] as Json)]);
  return Object.fromEntries(entries) as T;
}

function isInOrder(value: Json): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isInOrder);
  const object = value as JsonObject;
  let before: string | undefined;
  for (const name in object) {
    if ((before !== undefined && before >= name) || !isInOrder(object[name] as Json)) return false;
    before = name;
  }
  return true;
}

function mustBeText(text: string | undefined): string {
  if (text === undefined) throw new TypeError('There is no JSON for it');
  return text;
}
