import { isIP } from 'node:net';

/** Addresses and ranges, with commas between: each as CIDR writes it (RFC 4632), `10.0.0.0/8`. */
export function rangesOf(list: string): readonly string[] {
  return list.split(',').flatMap((range) => range.trim() || []);
}

export function isListOfRanges(list: string): boolean {
  return rangesOf(list).every(isRange);
}

function isRange(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128));
}
