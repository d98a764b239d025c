import { createHash } from 'node:crypto';

/** The number of an advisory lock: 64 bits, so that other programs' locks are others. */
export function advisoryKey(name: string): string {
  return createHash('sha256').update(`countersign/${name}`).digest().readBigInt64BE().toString();
}
