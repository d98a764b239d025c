import type { Budget } from '../../src/accounts/password-budget.policy.js';
import { openPostgresStorage, type PostgresStorage } from '../../src/postgres/postgres-storage.js';
import { NOW } from '../support/facts.js';
import { MemoryEventStore } from '../support/memory-event-store.js';
import { startPostgres, type TestPostgres } from '../support/postgres.js';

const HUNDRED = Array.from({ length: 100 }, (_, index) => index);

describe('Attempts at passwords that come to two replicas at once', () => {
  let postgres: TestPostgres;
  let replicas: readonly PostgresStorage[];
  beforeAll(async () => {
    postgres = await startPostgres();
    const url = await postgres.newDatabase();
    replicas = [0, 1].map(() => openPostgresStorage(url, new MemoryEventStore()));
    for (const replica of replicas) {
      await replica.start(new AbortController().signal, (line) => {
        throw new Error(line);
      });
    }
  });
  afterAll(async () => {
    await Promise.all(replicas.map((replica) => replica.close()));
    await postgres.remove();
  });

  /** How many of two hundred are let through, half of them by each replica. */
  async function letThrough(...budgets: readonly Budget[]): Promise<number> {
    const told = await Promise.all(
      replicas.flatMap(({ passwordAttempts }) => HUNDRED.map(() => passwordAttempts.take(budgets, NOW))),
    );
    return told.filter((retryAt) => retryAt === null).length;
  }

  it('never exceed the budget, which nobody used before', async () => {
    expect(await letThrough({ key: 'new', burst: 10, everySeconds: 30 })).toBe(10);
  });

  it('never exceed the smallest of several budgets, and leave in the others what they were not let have', async () => {
    const budgets = [7, 50, 100].map((burst) => ({ key: `of ${burst}`, burst, everySeconds: 30 }));
    expect(await letThrough(...budgets)).toBe(7);
    expect(await letThrough(budgets[1]!)).toBe(43);
  });
});
