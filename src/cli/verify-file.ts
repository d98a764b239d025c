import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { CannotStart, reasonOf } from '../config/cannot-start.js';
import { verifyExport } from '../evidence/verify-export.js';
import { everySecond } from './progress.js';
import { readPublicKey } from './public-key.js';

/**
 * Verifies an export with nothing but the file and a key: prints one line, and ends with 1 if something is wrong.
 * @throws {CannotStart} when either cannot be read
 */
export async function verifyFile(file: string, keyFile: string | undefined): Promise<void> {
  if (keyFile === undefined) throw new CannotStart('A file is verified with a key: name it by --public-key.');
  const publicKey = readPublicKey(keyFile);
  const lines = () => createInterface({ input: createReadStream(file), crlfDelay: Infinity });
  try {
    const { wrong, events, head } = await verifyExport(lines, publicKey, everySecond('Verified'));
    console.log(
      wrong === undefined
        ? `OK: ${String(events)} events of the ${String(head?.treeSize)} signed at ${String(head?.signedAt)}.`
        : `WRONG: ${wrong}.`,
    );
    if (wrong !== undefined) process.exitCode = 1;
  } catch (fault) {
    if (!(fault instanceof Error && 'syscall' in fault)) throw fault;
    throw new CannotStart(`${file} cannot be read: ${reasonOf(fault)}.`, fault);
  }
}
