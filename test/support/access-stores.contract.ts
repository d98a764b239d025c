import type { Storage } from '../../src/storage.js';
import { describeApiKeys } from './api-keys.contract.js';
import { describeChallenges } from './challenges.contract.js';
import { describeKnownNetworks } from './known-networks.contract.js';
import { describePasswordAttempts } from './password-attempts.contract.js';
import { describeSessions } from './sessions.contract.js';

/** What lets someone in for a while, on one database. */
export interface OpenedAccessStores extends Pick<
  Storage,
  'challenges' | 'sessions' | 'apiKeys' | 'passwordAttempts' | 'knownNetworks'
> {
  readonly close: () => void | Promise<void>;
}

/** What every database of challenges, sessions and API keys does. It begins empty. */
export function describeAccessStores(name: string, open: () => Promise<OpenedAccessStores>): void {
  describe(`${name}, as every store of what lets someone in,`, () => {
    let opened: OpenedAccessStores;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    describeChallenges(() => opened);
    describeSessions(() => opened);
    describeApiKeys(() => opened);
    describePasswordAttempts(() => opened);
    describeKnownNetworks(() => opened);
  });
}
