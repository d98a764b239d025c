import { readFileSync } from 'node:fs';

const FILE_HEADER = 32;
const FRAME_HEADER = 24;

/**
 * How many transactions the write-ahead log of a database holds: the last frame of each
 * says how large the database is after it, the others say 0. The log must not have been
 * written back to the database meanwhile (SQLite does that after 4,000 pages here).
 *
 * https://www.sqlite.org/fileformat2.html#walformat
 */
export function commitsIn(databasePath: string): number {
  const wal = readFileSync(`${databasePath}-wal`);
  const frameSize = FRAME_HEADER + wal.readUInt32BE(8);
  let commits = 0;
  for (let at = FILE_HEADER; at + frameSize <= wal.length; at += frameSize) {
    if (wal.readUInt32BE(at + 4) !== 0) commits++;
  }
  return commits;
}
