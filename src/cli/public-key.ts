import { createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CannotStart, reasonOf } from '../config/cannot-start.js';

/** @throws {CannotStart} when there is no public key in the file, in PEM */
export function readPublicKey(file: string): KeyObject {
  try {
    return createPublicKey(readFileSync(file));
  } catch (fault) {
    throw new CannotStart(`${file} is no public key in PEM: ${reasonOf(fault)}.`, fault);
  }
}
