import { globSync } from 'node:fs';
import { join } from 'node:path';
import type { EventCatalogue } from '../../src/event-store/codec.js';
import type { Decider } from '../../src/event-store/decider.js';

type AnyDecider = Decider<unknown, EventCatalogue>;

const SOURCE = join(import.meta.dirname, '../../src');

/** Every decider of the service, found where deciders are kept, so that a new one cannot be forgotten. */
export async function everyDecider(): Promise<readonly AnyDecider[]> {
  const files = globSync('**/*.{decider,state}.ts', { cwd: SOURCE }).sort();
  const modules = await Promise.all(
    files.map((file) => import(join(SOURCE, file)) as Promise<Record<string, unknown>>),
  );
  return modules.flatMap((module) => Object.values(module)).filter(isDecider);
}

function isDecider(value: unknown): value is AnyDecider {
  return typeof value === 'object' && value !== null && 'category' in value && 'catalogue' in value;
}
