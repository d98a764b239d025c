import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Role } from '../../src/access/api-keys.js';
import { hashToken, newToken } from '../../src/crypto/token.js';
import { Browser } from './client-browser.js';
import { Client } from './client.js';
import type { Installation, InstallationOptions, Kept, Replica } from './installation.js';
import type { Method, Port } from './interior.js';
import { MODE } from './mode.js';
import { TestClock } from './test-clock.js';

export interface ServiceOptions {
  /** A new one when left out. */
  readonly folder?: string;
  /** Settings as environment variables give them. */
  readonly environment?: Readonly<Record<string, string>>;
  /** In the process of the test, which can then replace its parts. A cluster never is. */
  readonly isHere?: boolean;
}

/** A folder of its own for a test. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'countersign test '));
}

/** The real service, with a clock the test moves: on a data folder, or as replicas on the servers of a cluster. */
export async function startService({
  folder = temporaryFolder(),
  environment = {},
  isHere = false,
}: ServiceOptions = {}): Promise<Service> {
  const options = { folder, clock: new TestClock(), environment };
  const service = new Service(await install(options, isHere), options.clock);
  await service.startAgain();
  return service;
}

async function install(options: InstallationOptions, isHere: boolean): Promise<Installation> {
  // Each needs much that the others do not.
  if (MODE === 'cluster') return (await import('./cluster/cluster-installation.js')).onCluster(options);
  if (isHere) return (await import('./embedded/here.js')).here(options);
  return (await import('./embedded/hosted.js')).hosted(options);
}

/** A running service. Disposed of at the end of its block when declared with `await using`. */
export class Service implements AsyncDisposable {
  private replicas: readonly Replica[] = [];
  private turn = 0;

  constructor(
    private readonly installation: Installation,
    readonly clock: TestClock,
  ) {}

  get folder(): string {
    return this.installation.folder;
  }

  /** Its settings, as environment variables for other commands. */
  get environment(): Readonly<Record<string, string>> {
    return this.installation.environment;
  }

  /** Where each replica is reached. */
  get urls(): readonly string[] {
    return this.replicas.map(({ url }) => url);
  }

  /** Where a replica is reached: the next one each time. */
  nextUrl(): string {
    return this.urlsInTurn()[0]!;
  }

  /** A client that is nobody yet. It sends its requests to the replicas in turn. */
  client(): Client {
    return new Client(this.urlsInTurn(), this.clock);
  }

  /** For each replica a client that asks no other, with the session or API key of a token, or none. */
  clientOfEach(token?: string): readonly Client[] {
    return this.urls.map((url) => new Client(url, this.clock, token));
  }

  /** A client that is nobody yet, and keeps cookies. */
  browser(): Browser {
    return new Browser(this.urlsInTurn(), this.clock);
  }

  /** A client with an API key. */
  async keyClient(role: Role): Promise<Client> {
    const token = newToken('key');
    const id = `${role}-${token.slice(-8)}`;
    await this.replicas[0]!.interior.addKey({ id, name: role, role, tokenHash: hashToken(token) });
    return new Client(this.urlsInTurn(), this.clock, token);
  }

  /** Revokes the API key of a client. */
  async revokeKey({ token = '' }: Client): Promise<void> {
    await this.replicas[0]!.interior.revokeKey(hashToken(token), this.clock.now().getTime());
  }

  /** Makes a method of what is kept fail, with this message. */
  async break<P extends Port>(port: P, method: Method<P>, message: string): Promise<void> {
    await this.everywhere((interior) => interior.break(port, method, message));
  }

  /** Makes a method of what is kept take longer. */
  async slow<P extends Port>(port: P, method: Method<P>, milliseconds: number): Promise<void> {
    await this.everywhere((interior) => interior.slow(port, method, milliseconds));
  }

  /** Holds up the next call of a method of what is kept. */
  async hold<P extends Port>(
    port: P,
    method: Method<P>,
  ): Promise<{ readonly reached: Promise<void>; readonly goOn: () => Promise<void> }> {
    await this.everywhere((interior) => interior.hold(port, method));
    const held = Promise.race(this.replicas.map(({ interior }) => interior.held()));
    return {
      // It was the next call; those after it go on, on whichever replica.
      reached: held.then(() => this.mend()),
      goOn: () => this.everywhere((interior) => interior.goOn()),
    };
  }

  /** Keeps which methods of what is kept are called, in order: the answer tells those since it was asked last. */
  async listen(...ports: readonly Port[]): Promise<() => Promise<readonly string[]>> {
    await this.everywhere((interior) => interior.listen(ports));
    return async () => (await Promise.all(this.replicas.map(({ interior }) => interior.heard()))).flat();
  }

  /** Makes everything work again. */
  async mend(): Promise<void> {
    await this.everywhere((interior) => interior.mend());
  }

  /** How many subscriptions to changes of 2FA are open. */
  async openSubscriptions(): Promise<number> {
    const open = await Promise.all(this.replicas.map(({ interior }) => interior.openSubscriptions()));
    return open.reduce((sum, each) => sum + each);
  }

  /** All that is kept, wherever it is. */
  kept(): Promise<readonly Kept[]> {
    return this.installation.kept();
  }

  /** Stops the service; what it kept stays. */
  stop(): Promise<void> {
    return this.installation.stop();
  }

  /** Starts it on what it kept. Clients from before do not know where. */
  async startAgain(): Promise<void> {
    this.replicas = await this.installation.start();
  }

  /** Stops the service, and removes what it kept. */
  async dispose(): Promise<void> {
    await this.stop();
    await this.installation.remove();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  private async everywhere(work: (interior: Replica['interior']) => Promise<void>): Promise<void> {
    await Promise.all(this.replicas.map(({ interior }) => work(interior)));
  }

  private urlsInTurn(): readonly string[] {
    const first = this.turn++ % this.urls.length;
    return [...this.urls.slice(first), ...this.urls.slice(0, first)];
  }
}
