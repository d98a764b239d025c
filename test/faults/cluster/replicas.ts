import { freePort } from '../../support/free-port.js';
import { type Ended, type Running } from '../../support/process.js';
import type { Servers } from './servers.js';

/** A replica that can be killed, and started again on its port. */
export class Replica {
  /** How often it was killed. */
  kills = 0;
  private running: Running | undefined;

  private constructor(
    private readonly servers: Servers,
    private readonly port: number,
    private readonly settings: Readonly<Record<string, string>>,
  ) {}

  static async start(servers: Servers, settings: Readonly<Record<string, string>> = {}): Promise<Replica> {
    const replica = new Replica(servers, await freePort(), settings);
    await replica.startAgain();
    return replica;
  }

  get url(): string {
    return `http://127.0.0.1:${String(this.port)}`;
  }

  get isUp(): boolean {
    return this.running !== undefined;
  }

  get service(): Running {
    if (!this.running) throw new Error('The replica does not run');
    return this.running;
  }

  async kill(): Promise<void> {
    const { service } = this;
    this.running = undefined;
    this.kills++;
    await service.stop('SIGKILL');
  }

  async startAgain(): Promise<void> {
    this.running = await this.servers.replica({ ...this.settings, PORT: String(this.port) });
  }

  stop(): Promise<Ended> {
    return this.service.stop();
  }
}

export function startReplicas(
  servers: Servers,
  count: number,
  settings?: Readonly<Record<string, string>>,
): Promise<readonly Replica[]> {
  return Promise.all(Array.from({ length: count }, () => Replica.start(servers, settings)));
}
