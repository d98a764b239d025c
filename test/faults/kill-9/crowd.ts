import { setTimeout as sleep } from 'node:timers/promises';
import type { Running } from '../../support/process.js';
import { perform } from './acts.js';
import { checkAfterRestart } from './after-restart.js';
import { Person, type Act } from './person.js';
import type { Random } from './random.js';

const CLIENTS = 8;
/** Answers until a kill, at the most: by time, a busy machine would get nothing done that takes long. */
const MOST_ANSWERS = 8;
const LONGEST_WAIT_MS = 100;

/** Many people who do what they can do, all at once. */
export class Crowd {
  people: Person[] = [];
  /** How often each act was acknowledged, and how often it was cut off. */
  readonly counts = new Map<string, number>();
  private readonly touched = new Set<Person>();
  private readonly busy = new Set<Person>();
  private registrations = 0;
  private answered: () => void = () => undefined;

  constructor(private readonly random: Random) {}

  /** Acts until the service is killed, some time later, in the middle of it. */
  async actUntilKilled(service: Running): Promise<void> {
    const killing = new AbortController();
    const clients = Array.from({ length: CLIENTS }, async () => {
      while (!killing.signal.aborted) await this.actOnce(service.url, killing.signal);
    });
    const done = Promise.allSettled(clients);
    await Promise.race([this.answers(this.random.between(1, MOST_ANSWERS)), done]);
    await sleep(this.random.between(0, LONGEST_WAIT_MS));
    killing.abort();
    await service.stop('SIGKILL');
    for (const outcome of await done) if (outcome.status === 'rejected') throw outcome.reason;
  }

  /** Holds the service against what people know who did something since the last time, or all of them. */
  async check(url: string, which: 'touched' | 'all'): Promise<void> {
    for (const person of this.people) person.moveTo(url);
    const people = which === 'all' ? this.people : [...this.touched];
    this.touched.clear();
    const gone = new Set<Person>();
    await Promise.all(
      people.map(async (person) => {
        if (!(await checkAfterRestart(person))) gone.add(person);
      }),
    );
    this.people = this.people.filter((person) => !gone.has(person));
  }

  private async actOnce(url: string, killed: AbortSignal): Promise<void> {
    const person = this.next(url);
    const act = this.random.oneOf(person.possible());
    this.busy.add(person);
    this.touched.add(person);
    try {
      await perform(person, act);
      this.count(act, 'acknowledged');
      this.answered();
    } catch (fault) {
      // What fetch throws when its connection is gone.
      if (!killed.aborted || (fault as Error).name !== 'TypeError') throw fault;
      this.count(act, 'cut off');
    } finally {
      this.busy.delete(person);
    }
  }

  /** Resolves after so many acts from now on were acknowledged. */
  private answers(count: number): Promise<void> {
    let missing = count;
    return new Promise((resolve) => {
      this.answered = () => {
        if (--missing === 0) resolve();
      };
    });
  }

  private next(url: string): Person {
    const ready = this.people.filter((person) => !this.busy.has(person) && person.possible().length > 0);
    if (ready.length > 0 && this.random.between(1, 10) > 1) return this.random.oneOf(ready);
    const person = new Person(`person ${String(this.registrations++)}`, url);
    this.people.push(person);
    return person;
  }

  private count(act: Act, how: string): void {
    const key = `${act} ${how}`;
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
  }
}
