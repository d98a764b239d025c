/** The name of an enum's value in the schema: `alreadyUsed` is `ALREADY_USED`. */
export function enumName(value: string): string {
  return value.replace(/(?<=.)([A-Z])/g, '_$1').toUpperCase();
}

/** The names of an enum's values in the schema. */
export function enumOf(values: readonly string[]): Record<string, string> {
  return Object.fromEntries(values.map((value) => [enumName(value), value]));
}
