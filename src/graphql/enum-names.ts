/** The names of an enum's values in the schema: `alreadyUsed` is `ALREADY_USED`. */
export function enumOf(values: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    values.map((value) => [value.replace(/(?<=.)([A-Z])/g, '_$1').toUpperCase(), value]),
  );
}
