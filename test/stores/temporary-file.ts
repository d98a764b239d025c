import { mkdtempDisposableSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TemporaryFile {
  readonly path: string;
  /** Removes the file, and what a database put beside it. */
  readonly remove: () => void;
}

/** A path for a database file, in a folder of its own whose name has a space. */
export function temporaryFile(): TemporaryFile {
  const folder = mkdtempDisposableSync(join(tmpdir(), 'countersign store '));
  return { path: join(folder.path, 'store.db'), remove: () => folder.remove() };
}
