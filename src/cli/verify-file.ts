import { createReadStream, statSync } from 'node:fs';
import { CannotStart, reasonOf } from '../config/cannot-start.js';
import { linesOf } from '../evidence/export-lines.js';
import { verifyExport } from '../evidence/verify-export.js';
import { headsIn } from './heads-in.js';
import { everySecond } from './progress.js';
import { HOW_TO_GET_ONE, readPublicKey } from './public-key.js';
import { printVerdict } from './verdict.js';

export interface VerifyFileOptions {
  readonly file: string;
  readonly publicKey?: string;
  readonly head?: string;
}

/**
 * Verifies an export with nothing but the file, a key, and heads that were kept elsewhere: prints one line, and ends
 * with 1 if something is wrong.
 * @throws {CannotStart} when one of them cannot be read, or the heads are of no use
 */
export async function verifyFile({
  file,
  publicKey: keyFile,
  head: headFile,
}: VerifyFileOptions): Promise<void> {
  if (keyFile === undefined)
    throw new CannotStart(`A file is verified with a key: name it by --public-key. ${HOW_TO_GET_ONE}`);
  const publicKey = readPublicKey(keyFile);
  const elsewhere = await headsIn(headFile);
  const lines = () => linesOf(createReadStream(file));
  try {
    mustBeRegular(file);
    const verdict = await verifyExport(lines, { publicKey, elsewhere }, everySecond('Verified'));
    const { wrong, events, streams, head, heldAgainst } = verdict;
    if (wrong === undefined && elsewhere.length > 0 && heldAgainst === 0) {
      throw new CannotStart(
        `None of the heads in ${String(headFile)} is of ${String(head?.treeSize)} events, as this export of an account is: hold them against an export of the whole log.`,
      );
    }
    printVerdict({
      wrong,
      right: `${String(events)} events of the ${String(head?.treeSize)} signed at ${String(head?.signedAt)}${streams === undefined ? '' : `: ${streams}`}`,
    });
  } catch (fault) {
    if (!(fault instanceof Error && 'syscall' in fault)) throw fault;
    throw new CannotStart(`${file} cannot be read: ${reasonOf(fault)}.`, fault);
  }
}

/** It is read more than once, and a pipe is empty the second time. */
function mustBeRegular(file: string): void {
  if (statSync(file).isFile()) return;
  throw new CannotStart(`${file} is no regular file, and an export is read more than once: write it to one.`);
}
