import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '../../src/app.js';
import type { Role } from '../../src/access/api-keys.js';
import { layFoundation } from '../../src/cli/foundation.js';
import { settings } from '../../src/config/config.js';
import { hashToken, newToken } from '../../src/crypto/token.js';
import type { Storage } from '../../src/storage.js';
import { Client } from './client.js';
import { NOW } from './facts.js';
import { TestClock } from './test-clock.js';

/** Disposed of at the end of its block when declared with `await using`. */
export interface Service extends AsyncDisposable {
  readonly url: string;
  readonly folder: string;
  readonly clock: TestClock;
  readonly storage: Storage;
  /** A client that is nobody yet. */
  readonly client: () => Client;
  /** A client with an API key. */
  readonly keyClient: (role: Role) => Promise<Client>;
  /** Stops the service and keeps its folder. */
  readonly stop: () => Promise<void>;
  /** Stops the service and removes its folder. */
  readonly dispose: () => Promise<void>;
}

export interface ServiceOptions {
  readonly folder?: string;
  readonly clock?: TestClock;
  /** Settings as environment variables give them. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A folder of its own for a test. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'countersign test '));
}

/** The real service in this process, on a folder and port of its own, with a clock the test moves. */
export async function startService(options: ServiceOptions = {}): Promise<Service> {
  const { folder = temporaryFolder(), clock = new TestClock(), environment = {} } = options;
  const config = settings.parse({
    NODE_ENV: 'test',
    DATA_DIR: folder,
    LOG_LEVEL: 'silent',
    PORT: '0',
    ...environment,
  });
  const foundation = { ...(await layFoundation(config, () => undefined)), clock };
  const { storage } = foundation;
  const app = await createApp(foundation, SILENT);
  await app.listen(0, '127.0.0.1');
  const url = `http://127.0.0.1:${String((app.getHttpServer().address() as AddressInfo).port)}`;
  const stop = async () => {
    await app.close();
    storage.close();
  };
  const dispose = async () => {
    await stop();
    rmSync(folder, { recursive: true });
  };
  return {
    url,
    folder,
    clock,
    storage,
    client: () => new Client(url, clock),
    keyClient: async (role) => {
      const token = newToken('key');
      const key = { id: `${role}-${token.slice(-8)}`, name: role, role, tokenHash: hashToken(token) };
      await storage.apiKeys.add({ ...key, createdAt: NOW, revokedAt: null });
      return new Client(url, clock, token);
    },
    stop,
    dispose,
    [Symbol.asyncDispose]: dispose,
  };
}

const nothing = () => undefined;
const SILENT = { log: nothing, error: nothing, warn: nothing, debug: nothing, fatal: nothing };
