import { existsSync } from 'node:fs';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, '../../dist/main.js');

/** The command line of the service as it was built. */
export function builtMain(): string {
  if (!existsSync(MAIN)) throw new Error(`${MAIN} is not there: build it with \`npx nest build\`.`);
  return MAIN;
}
