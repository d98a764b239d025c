import { setFlagsFromString } from 'node:v8';

/**
 * For a command that goes through a whole log: V8 would give ever more room to its short-lived objects. Measured
 * while a million events were verified, it takes 170 MB in place of 270, and hardly longer.
 */
export function takeLittleMemory(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
