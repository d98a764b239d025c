/** Stands for this page's own origin; nobody can register a name in `.invalid` (RFC 2606). */
const HERE = 'https://here.invalid';

/**
 * A path of this page out of what an address carries, or the fallback: never another
 * origin, however it is spelled (`//there`, `/\there`, `javascript:…`).
 */
export function localPath(wanted: string | null, fallback: string): string {
  if (wanted === null || !/^\/(?![/\\])/.test(wanted)) return fallback;
  if (!URL.canParse(wanted, HERE)) return fallback;
  const { origin, pathname, search } = new URL(wanted, HERE);
  // What the address bar would make of it must still begin with one slash.
  return origin === HERE && !pathname.startsWith('//') ? pathname + search : fallback;
}
