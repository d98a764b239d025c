/**
 * A parameter as PostgreSQL can keep it, or look for it: its text knows no NUL, and has the
 * replacement character instead.
 */
export function storable(parameter: unknown): unknown {
  if (typeof parameter === 'string') return parameter.replaceAll('\0', '\u{FFFD}');
  return Array.isArray(parameter) ? parameter.map(storable) : parameter;
}
