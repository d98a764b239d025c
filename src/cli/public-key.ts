import { createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CannotStart, reasonOf } from '../config/cannot-start.js';

/** Said to whoever has none. */
export const HOW_TO_GET_ONE =
  'The public key of the notary is what "countersign notary public-key" prints where the log is.';

/** @throws {CannotStart} when there is no public key in the file, in PEM */
export function readPublicKey(file: string): KeyObject {
  const pem = textIn(file);
  try {
    return createPublicKey(pem);
  } catch (fault) {
    throw new CannotStart(`${file} holds no public key in PEM. ${HOW_TO_GET_ONE}`, fault);
  }
}

function textIn(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (fault) {
    throw new CannotStart(`${file} cannot be read: ${reasonOf(fault)}. ${HOW_TO_GET_ONE}`, fault);
  }
}
