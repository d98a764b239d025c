const MAPPED = /^::ffff:([\da-f]+):([\da-f]+)$/;

/**
 * An IPv4 address as such, also when a socket of both kinds, or a proxy, shows it as IPv6 (RFC 4291 §2.5.5.2),
 * in whatever spelling. What is no address stays as it is.
 */
export function plainAddress(address: string): string {
  const [beforeZone = ''] = address.split('%');
  if (!beforeZone.includes(':') || !URL.canParse(`http://[${beforeZone}]`)) return address;
  const mapped = MAPPED.exec(canonical(beforeZone));
  if (!mapped) return address;
  const bytes = mapped.slice(1).flatMap((group) => [parseInt(group, 16) >> 8, parseInt(group, 16) & 0xff]);
  return bytes.join('.');
}

/**
 * What counts as one client when attempts are counted: an IPv4 address, or the /64 an
 * IPv6 address is in, since whoever has one address of it has them all.
 * @param address a valid IP address
 */
export function networkOf(address: string): string {
  const plain = plainAddress(address);
  if (!plain.includes(':')) return plain;
  const [beforeZone = ''] = plain.split('%');
  return `${groupsOf(beforeZone).slice(0, 4).join(':')}::/64`;
}

/** The eight groups of an IPv6 address, without leading zeros, in lower case. */
function groupsOf(address: string): readonly string[] {
  const [head = [], tail = []] = canonical(address)
    .split('::')
    .map((part) => part.split(':').filter(Boolean));
  return [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail];
}

/** As RFC 5952 writes it, a dotted end as two groups. */
function canonical(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}
