import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MasterKeys, newKey } from '../crypto/master-keys.js';
import { KEY_BYTES } from '../crypto/sealing.js';
import { CannotStart } from './cannot-start.js';
import type { Config } from './config.js';

const HOW_TO_MAKE_ONE = 'openssl rand -base64 32';

/**
 * The configured master keys; in development one is made in the data folder when there is none.
 * @param tell says one line to the operator
 * @throws {CannotStart} without one in production, or when it is not a key
 */
export function loadMasterKeys(config: Config, tell: (line: string) => void): MasterKeys {
  if (config.MASTER_KEY !== undefined) return parseKeys(config.MASTER_KEY, 'MASTER_KEY');
  if (config.MASTER_KEY_FILE !== undefined) return parseKeys(read(config.MASTER_KEY_FILE), 'MASTER_KEY_FILE');
  if (config.NODE_ENV === 'production') {
    throw new CannotStart(
      `In production a master key is required: set MASTER_KEY, or MASTER_KEY_FILE to a file that holds it (make one with: ${HOW_TO_MAKE_ONE}).`,
    );
  }
  const path = join(config.DATA_DIR, 'master.key');
  if (!existsSync(path)) {
    writeFileSync(path, `${newKey().toString('base64')}\n`, { mode: 0o600, flag: 'wx', flush: true });
    tell(`Made a master key for development in ${path}. In production, set MASTER_KEY or MASTER_KEY_FILE.`);
  }
  return parseKeys(readFileSync(path, 'utf8'), path);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (fault) {
    throw new CannotStart('MASTER_KEY_FILE cannot be read.', fault);
  }
}

/** One key or several, newest first, separated by commas or white space; each 32 bytes in base64. */
function parseKeys(text: string, source: string): MasterKeys {
  const [newest, ...older] = text
    .split(/[\s,]+/)
    .filter((word) => word !== '')
    .map((word) => {
      const key = Buffer.from(word, 'base64');
      if (key.length === KEY_BYTES) return key;
      throw new CannotStart(
        `${source} does not hold a master key: each must be ${String(KEY_BYTES)} bytes in base64 (make one with: ${HOW_TO_MAKE_ONE}).`,
      );
    });
  if (!newest) throw new CannotStart(`${source} is empty: it must hold a master key.`);
  return new MasterKeys([newest, ...older]);
}
