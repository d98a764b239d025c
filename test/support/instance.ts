import type { AddressInfo } from 'node:net';
import type * as App from '../../src/app.js';
import type * as Foundation from '../../src/cli/foundation.js';
import type { Clock } from '../../src/clock.js';
import type * as Config from '../../src/config/config.js';
import type { Argon2idCost } from '../../src/crypto/password-hashes.js';
import { Interior } from './interior.js';

/** What makes the service, from its source or as it was built. */
export type Parts = Pick<typeof App, 'createApp'> &
  Pick<typeof Foundation, 'layFoundation'> &
  Pick<typeof Config, 'settings'>;

/** The service, running in this process. */
export interface Instance {
  readonly url: string;
  readonly interior: Interior;
  readonly stop: () => Promise<void>;
}

/**
 * Starts the real service, on a free port and with a clock of the test.
 * @param environment settings as environment variables give them
 */
export async function startInstance(
  { createApp, layFoundation, settings }: Parts,
  environment: Readonly<Record<string, string>>,
  clock: Clock,
): Promise<Instance> {
  const config = settings.parse({ NODE_ENV: 'test', LOG_LEVEL: 'silent', PORT: '0', ...environment });
  const laid = await layFoundation(config, nothing);
  const hashCost = config.NODE_ENV === 'production' ? laid.hashCost : CHEAP;
  const foundation = { ...laid, clock, hashCost };
  const interior = new Interior(foundation.storage);
  const app = await createApp(foundation, SILENT);
  await app.listen(0, '127.0.0.1');
  return {
    url: `http://127.0.0.1:${String((app.getHttpServer().address() as AddressInfo).port)}`,
    interior,
    stop: async () => {
      await app.close();
      await foundation.storage.close();
    },
  };
}

/** Where it is not about hashes, tests would do little but wait for them. In production they cost what they cost. */
const CHEAP: Argon2idCost = { memoryCost: 64, timeCost: 1, parallelism: 1 };

const nothing = () => undefined;
const SILENT = { log: nothing, error: nothing, warn: nothing, debug: nothing, fatal: nothing };
