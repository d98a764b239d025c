import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { ADA } from '../support/facts.js';
import { newFolder, run, start, type ProcessOptions } from '../support/process.js';

/** The one line a service that cannot start says before it ends with exit code 1. */
export async function refusal(options: ProcessOptions, words = ['serve']): Promise<string> {
  const { code, signal, stdout, stderr } = await run(words, options);
  expect({ code, signal, stdout }).toEqual({ code: 1, signal: null, stdout: '' });
  expect(stderr).toMatch(/^[^\n]+\n$/);
  return stderr.trimEnd();
}

/** The data folder of a service that ran and was stopped, with Ada's account in it. */
export async function usedFolder(): Promise<string> {
  const folder = join(newFolder(), 'data');
  const service = await start({ folder });
  await service.client().register(ADA);
  await service.stop();
  return folder;
}

/** A copy of a folder, to be damaged. */
export function copyOf(folder: string): string {
  const copy = join(newFolder(), 'data');
  cpSync(folder, copy, { recursive: true, preserveTimestamps: true });
  return copy;
}
