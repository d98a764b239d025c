import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MasterKeys, newKey } from '../crypto/master-keys.js';
import { KEY_BYTES } from '../crypto/sealing.js';
import { CannotStart, reasonOf } from './cannot-start.js';
import { isCluster, type Config } from './config.js';

const HOW_TO_MAKE_ONE = 'openssl rand -base64 32';

/**
 * The master keys of what is kept already.
 * @throws {CannotStart} as {@link configuredMasterKeys}, and when the one development made is gone
 */
export function loadMasterKeys(config: Config): MasterKeys {
  const configured = configuredMasterKeys(config);
  if (configured) return configured;
  const path = developmentKeyIn(config);
  if (existsSync(path)) return parseKeys(read(path, path), path);
  throw new CannotStart(
    `The data in ${config.DATA_DIR} was made with a master key, and none is configured: set MASTER_KEY or MASTER_KEY_FILE to it, or put ${path} back.`,
  );
}

/**
 * @returns `undefined` where none is configured, and none has to be
 * @throws {CannotStart} without one in production, or when it is not a key
 */
export function configuredMasterKeys(config: Config): MasterKeys | undefined {
  if (config.MASTER_KEY !== undefined) {
    return parseKeys(
      config.MASTER_KEY,
      config.MASTER_KEY_FILE === undefined ? 'MASTER_KEY' : 'MASTER_KEY_FILE',
    );
  }
  if (config.NODE_ENV !== 'production' && !isCluster(config)) return undefined;
  throw new CannotStart(
    `${isCluster(config) ? 'On a cluster' : 'In production'} a master key is required: set MASTER_KEY, or MASTER_KEY_FILE to a file that holds it (make one with: ${HOW_TO_MAKE_ONE}).`,
  );
}

/** Whether {@link loadMasterKeys} has one to load. */
export function hasMasterKey(config: Config): boolean {
  return config.MASTER_KEY !== undefined || existsSync(developmentKeyIn(config));
}

/** Makes a master key in a data folder without one. @param tell says one line to the operator */
export function makeDevelopmentKey(config: Config, tell: (line: string) => void): void {
  const path = developmentKeyIn(config);
  if (existsSync(path)) return;
  writeKey(path);
  tell(`Made a master key for development in ${path}. In production, set MASTER_KEY or MASTER_KEY_FILE.`);
}

function developmentKeyIn({ DATA_DIR }: Config): string {
  return join(DATA_DIR, 'master.key');
}

/** A whole key or none, whatever happens meanwhile. */
function writeKey(path: string): void {
  const unfinished = `${path}.new`;
  try {
    writeFileSync(unfinished, `${newKey().toString('base64')}\n`, { mode: 0o600, flush: true });
    renameSync(unfinished, path);
  } catch (fault) {
    rmSync(unfinished, { force: true });
    throw new CannotStart(`${path} cannot be written: ${reasonOf(fault)}.`, fault);
  }
}

function read(path: string, source: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (fault) {
    throw new CannotStart(`${source} cannot be read: ${reasonOf(fault)}.`, fault);
  }
}

/** One key or several, newest first, separated by commas or white space; each 32 bytes in base64. */
function parseKeys(text: string, source: string): MasterKeys {
  const [newest, ...older] = text
    .split(/[\s,]+/)
    .filter((word) => word !== '')
    .map((word) => {
      const key = Buffer.from(word, 'base64');
      // Node passes over what is not base64; a key with a slip of the pen in it is none.
      if (key.length === KEY_BYTES && /^[\w+/-]+=?$/.test(word)) return key;
      throw new CannotStart(
        `${source} does not hold a master key: each must be ${String(KEY_BYTES)} bytes in base64 (make one with: ${HOW_TO_MAKE_ONE}).`,
      );
    });
  if (!newest) throw new CannotStart(`${source} is empty: it must hold a master key.`);
  return new MasterKeys([newest, ...older]);
}
