import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiKey } from '../../src/access/api-keys.js';
import type { Storage } from '../../src/storage.js';
import { NOW } from './facts.js';

export type Port = Exclude<keyof Storage, 'close'>;
export type Method<P extends Port> = string & keyof Storage[P];
type Call = (...args: readonly unknown[]) => Promise<unknown>;

/** What tests do and see inside a running service, where no client gets. */
export class Interior {
  private readonly storage: Storage;
  private readonly replaced: (() => void)[] = [];
  private readonly reached = Promise.withResolvers<undefined>();
  private readonly released = Promise.withResolvers<undefined>();
  private subscriptions = 0;
  private calls: string[] = [];

  constructor(storage: Storage) {
    this.storage = storage;
    this.countSubscriptions();
  }

  async addKey(key: Omit<ApiKey, 'createdAt' | 'revokedAt'>): Promise<void> {
    await this.storage.apiKeys.add({ ...key, createdAt: NOW, revokedAt: null });
  }

  async revokeKey(tokenHash: string, at: number): Promise<void> {
    const key = await this.storage.apiKeys.find(tokenHash);
    if (!key) throw new Error('There is no such key');
    await this.storage.apiKeys.revoke(key.id, new Date(at));
  }

  /** From now on the method fails, with this message. */
  async break<P extends Port>(port: P, method: Method<P>, message: string): Promise<void> {
    this.replace(port, method, () => () => Promise.reject(new Error(message)));
  }

  /** From now on the method takes this much longer. */
  async slow<P extends Port>(port: P, method: Method<P>, milliseconds: number): Promise<void> {
    this.replace(port, method, (original) => async (...args) => {
      await sleep(milliseconds);
      return original(...args);
    });
  }

  /** The next call of the method waits until it may {@link goOn}. Once in the life of a service. */
  async hold<P extends Port>(port: P, method: Method<P>): Promise<void> {
    this.replace(port, method, (original) => async (...args) => {
      await this.mend();
      this.reached.resolve(undefined);
      await this.released.promise;
      return original(...args);
    });
  }

  /** From now on keeps which methods of these ports are called, in order, for {@link heard}. */
  async listen(ports: readonly Port[]): Promise<void> {
    for (const port of ports) {
      const methods = Object.getOwnPropertyNames(Object.getPrototypeOf(this.storage[port]));
      for (const method of methods.filter((name) => name !== 'constructor'))
        this.replace(port, method, (original) => (...args) => {
          this.calls.push(`${port}.${method}`);
          return original(...args);
        });
    }
  }

  /** The methods that were called since it was asked last. */
  async heard(): Promise<readonly string[]> {
    return this.calls.splice(0);
  }

  /** Resolves when a call is held. */
  async held(): Promise<void> {
    await this.reached.promise;
  }

  /** Lets the call that is held go on. */
  async goOn(): Promise<void> {
    this.released.resolve(undefined);
  }

  /** Everything works again. */
  async mend(): Promise<void> {
    for (const restore of this.replaced.splice(0)) restore();
  }

  /** How many subscriptions to changes of 2FA are open now. The protocol does not acknowledge them. */
  async openSubscriptions(): Promise<number> {
    return this.subscriptions;
  }

  private replace(port: Port, method: string, make: (original: Call) => Call): void {
    const object = this.storage[port] as unknown as Record<string, Call>;
    object[method] = make(object[method]!.bind(object));
    // What the class has shows again.
    this.replaced.push(() => Reflect.deleteProperty(object, method));
  }

  private countSubscriptions(): void {
    const { eventStore } = this.storage;
    const subscribe = eventStore.subscribe.bind(eventStore);
    const count = (more: number) => (this.subscriptions += more);
    async function* counted(read: Parameters<typeof subscribe>[0]) {
      count(1);
      try {
        yield* subscribe(read);
      } finally {
        count(-1);
      }
    }
    eventStore.subscribe = (read) => {
      // Projections follow accounts and their names as well.
      const isOfClient = read.streams?.every((name) => name.startsWith('twoFactor-')) ?? false;
      return isOfClient ? counted(read) : subscribe(read);
    };
  }
}
