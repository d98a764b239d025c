import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../../../support/eventually.js';
import { perform } from '../../kill-9/acts.js';
import { checkAfterRestart } from '../../kill-9/after-restart.js';
import { Person } from '../../kill-9/person.js';
import type { Random } from '../../kill-9/random.js';
import type { Replica } from '../replicas.js';
import { performTwice, takesCode } from './twice.js';

const CLIENTS = 4;
/** The longest somebody thinks before the next act: what starts again needs the processor too. */
const LONGEST_THOUGHT_MS = 300;
/** After a restart everything answers again by then, also on a busy machine. */
const RECOVERY_MS = 60_000;
const AFTER_A_REFUSAL_MS = 150;

/** Many people who do what they can do, all at once, each time on another replica. */
export class Crowd {
  people: Person[] = [];
  /** How often each act was acknowledged, and how often its outcome was left open. */
  readonly counts = new Map<string, number>();
  private readonly busy = new Set<Person>();
  private readonly leaving = new AbortController();
  private readonly acknowledged = new Map<Replica, number>();
  private readonly clients: Promise<unknown>;
  private registrations = 0;

  constructor(
    private readonly replicas: readonly Replica[],
    private readonly random: Random,
  ) {
    const act = async () => {
      while (!this.leaving.signal.aborted) {
        await this.actOnce();
        await sleep(this.random.between(0, LONGEST_THOUGHT_MS));
      }
    };
    this.clients = Promise.all(Array.from({ length: CLIENTS }, act)).finally(() => {
      this.leaving.abort();
    });
    this.clients.catch(() => undefined);
  }

  /** Waits until every replica has done something that was asked of it from now on. */
  async isServedByAll(): Promise<void> {
    const before = new Map(this.acknowledged);
    await eventually(() => {
      // Who found something wrong tells it, instead of waiting here.
      if (this.leaving.signal.aborted) return;
      const silent = this.replicas.filter(
        (replica) => this.acknowledged.get(replica) === before.get(replica),
      );
      expect(silent.map(({ url }) => url)).toEqual([]);
    }, RECOVERY_MS);
    if (this.leaving.signal.aborted) await this.clients;
  }

  /** Lets everyone come to an end, whatever it is. */
  async abandon(): Promise<void> {
    this.leaving.abort();
    await this.clients.catch(() => undefined);
  }

  /** Lets everyone come to an end, then holds the service against what each of them knows. */
  async leave(): Promise<void> {
    this.leaving.abort();
    await this.clients;
    for (const person of this.people) await this.settle(person, this.replicas[0]!);
    expect(this.people.filter(({ doubt }) => doubt)).toEqual([]);
  }

  private async actOnce(): Promise<void> {
    const person = this.next();
    this.busy.add(person);
    const replica = this.random.oneOf(this.replicas);
    const others = this.replicas.filter((other) => other !== replica);
    const [kills, wasDown] = [this.kills(), this.isOneDown()];
    person.moveTo(replica.url);
    const act = person.doubt ? 'settle' : this.random.oneOf(person.possible());
    try {
      if (act === 'settle') await this.settle(person, replica);
      else if (takesCode(act)) await performTwice(person, act, [replica.url, this.random.oneOf(others).url]);
      else await perform(person, act);
      this.acknowledged.set(replica, (this.acknowledged.get(replica) ?? 0) + 1);
    } catch (fault) {
      const faults: readonly unknown[] = fault instanceof AggregateError ? fault.errors : [fault];
      const wasCut = wasDown || this.isOneDown() || this.kills() > kills;
      const wrong = faults.filter((one) => !isRetryable(one) && !(isCutOff(one) && wasCut));
      if (wrong.length > 0)
        throw new AggregateError(wrong, `${person.username}: ${act}\n${wrong.map(tell).join('\n')}`);
      await sleep(AFTER_A_REFUSAL_MS);
    } finally {
      this.busy.delete(person);
      this.count(act, person.doubt ? 'left open' : 'acknowledged');
    }
  }

  /** Finds out what became of what was left open; what cannot be found out now stays open. */
  private async settle(person: Person, { url }: Replica): Promise<void> {
    const { doubt } = person;
    person.moveTo(url);
    try {
      if (!(await checkAfterRestart(person))) this.people = this.people.filter((other) => other !== person);
    } catch (fault) {
      person.doubt = doubt;
      throw fault;
    }
  }

  private next(): Person {
    const idle = this.people.filter((person) => !this.busy.has(person));
    const ready = idle.filter((person) => person.doubt ?? person.possible().length > 0);
    if (ready.length > 0 && this.random.between(1, 10) > 1) return this.random.oneOf(ready);
    const person = new Person(`person ${String(this.registrations++)}`, '');
    this.people.push(person);
    return person;
  }

  private kills(): number {
    return this.replicas.reduce((sum, replica) => sum + replica.kills, 0);
  }

  private isOneDown(): boolean {
    return this.replicas.some(({ isUp }) => !isUp);
  }

  private count(act: string, how: string): void {
    const key = `${act} ${how}`;
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
  }
}

/** The service's own refusal: come again. */
function isRetryable(fault: unknown): boolean {
  return fault instanceof Error && fault.message.includes('"code":"UNAVAILABLE","retryable":true');
}

function tell(fault: unknown): string {
  const { message, cause } = fault as Error;
  return cause instanceof Error ? `${message} (${cause.message})` : message;
}

/** What fetch throws when its connection is gone. */
function isCutOff(fault: unknown): boolean {
  return (fault as Error).name === 'TypeError';
}
