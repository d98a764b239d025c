import { z } from 'zod';

/** Exact origins as browsers write them, with commas between. */
export const origins = z
  .string()
  .transform((text): readonly string[] => text.split(',').map((origin) => origin.trim()))
  .refine((all) => all.every(isOrigin), 'must be origins such as https://app.example, with commas between');

function isOrigin(text: string): boolean {
  if (!URL.canParse(text) || text.includes('*')) return false;
  const { protocol, origin } = new URL(text);
  return ['http:', 'https:'].includes(protocol) && origin === text;
}
