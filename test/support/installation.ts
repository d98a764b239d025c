import type { Interior } from './interior.js';
import type { TestClock } from './test-clock.js';

/** One process of the service, while it runs. */
export interface Replica {
  readonly url: string;
  readonly interior: Pick<Interior, keyof Interior>;
}

/** Something that is kept, with all its bytes. */
export interface Kept {
  /** Of a file, or of a table. */
  readonly name: string;
  readonly bytes: Buffer;
}

export interface InstallationOptions {
  readonly folder: string;
  /** The clock every replica goes by. */
  readonly clock: TestClock;
  /** Settings as environment variables give them. */
  readonly environment: Readonly<Record<string, string>>;
}

/** What a service runs on. It can be stopped and started again, and then has what it had. */
export interface Installation {
  readonly folder: string;
  /** Settings of every replica. */
  readonly environment: Readonly<Record<string, string>>;
  start(): Promise<readonly Replica[]>;
  stop(): Promise<void>;
  /** Leaves nothing behind of what was stopped. */
  remove(): Promise<void>;
  /** All there is. */
  kept(): Promise<readonly Kept[]>;
}
