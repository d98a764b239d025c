import { z } from 'zod';
import { event, type EventOf } from '../../src/event-store/codec.js';
import type { Decider } from '../../src/event-store/decider.js';
import { toAppend } from '../../src/event-store/decisions.js';
import { NO_STREAM } from '../../src/event-store/event-store.js';
import { loadState } from '../../src/event-store/load-state.js';
import { CountingEventStore } from '../support/counting-event-store.js';
import { NOW } from '../support/facts.js';
import { MACS } from '../support/macs.js';

/** A till as the release before had it, and as it is today: amounts are in cents now, and have a currency. */
const v1 = { Paid: event(1, z.object({ euros: z.number() })), Closed: event(1, z.object({})) };
const v2 = {
  Paid: event(2, z.object({ cents: z.int(), currency: z.string() }), {
    1: (data) => ({ cents: (data as { euros: number }).euros * 100, currency: 'EUR' }),
  }),
  Closed: event(1, z.object({})),
};
const before: Decider<number, typeof v1> = {
  category: 'till',
  catalogue: v1,
  stateVersion: 1,
  initial: 0,
  evolve: (sum, { type, data }) => (type === 'Paid' ? sum + data.euros : sum),
  stateSchema: z.number(),
  testimony: () => 'confirms',
};
const today: Decider<number, typeof v2> = {
  category: 'till',
  catalogue: v2,
  stateVersion: 2,
  initial: 0,
  evolve: (sum, { type, data }) => (type === 'Paid' ? sum + data.cents : sum),
  stateSchema: z.number(),
  testimony: () => 'confirms',
};
const STREAM = 'till-1';
const ORIGIN = { actor: { kind: 'system' }, operation: 'pay', correlationId: 'r', causationId: 'c' } as const;
const euros = (amount: number) => ({ type: 'Paid', data: { euros: amount } }) as const;
const cents = (amount: number) => ({ type: 'Paid', data: { cents: amount, currency: 'EUR' } }) as const;
const CLOSED = { type: 'Closed', data: {} } as const;

class Till {
  readonly store = new CountingEventStore();
  private revision = NO_STREAM;

  /** One append, by the release whose decider it is. */
  async append<C extends typeof v1 | typeof v2>(
    decider: Decider<number, C>,
    ...events: readonly EventOf<C>[]
  ): Promise<void> {
    const loaded = await loadState(this.store, decider, STREAM);
    const circumstances = { origin: ORIGIN, now: NOW, macs: MACS };
    const appended = toAppend(decider, { ...loaded, stream: STREAM }, events, circumstances);
    ({ revision: this.revision } = await this.store.append(STREAM, this.revision, appended));
    this.store.eventsRead = 0;
  }
}

describe('What a stream adds up to', () => {
  let till: Till;
  beforeEach(() => {
    till = new Till();
  });
  const load = (upTo?: number) => loadState(till.store, today, STREAM, upTo);

  it('is nothing while nobody wrote to it, and before its first event', async () => {
    expect(await load()).toEqual({ state: 0, revision: NO_STREAM, newest: undefined });
    await till.append(today, cents(5));
    expect(await load(NO_STREAM)).toEqual({ state: 0, revision: NO_STREAM, newest: undefined });
  });

  it('is read from its newest event alone', async () => {
    for (let count = 0; count < 30; count++) await till.append(today, cents(1));
    expect(await load()).toMatchObject({ state: 30, revision: 29 });
    expect(till.store.eventsRead).toBe(1);
  });

  it('is known between the events of one append from the append before, however long the stream is', async () => {
    for (let count = 0; count < 30; count++) await till.append(today, cents(1));
    await till.append(today, cents(10), cents(20), CLOSED);
    expect(await load(30)).toMatchObject({ state: 40, revision: 30 });
    expect(await load(31)).toMatchObject({ state: 60, revision: 31 });
    expect(till.store.eventsRead).toBeLessThan(30);
  });

  it('is known between the events of the first append', async () => {
    await till.append(today, cents(10), cents(20), CLOSED);
    expect(await load(0)).toMatchObject({ state: 10 });
    expect(await load(1)).toMatchObject({ state: 30 });
  });
});

describe('A new version of an event', () => {
  it('is decided on together with the old ones, which are added up anew, and lifted', async () => {
    const till = new Till();
    await till.append(before, euros(2), euros(3));
    await till.append(before, CLOSED);
    expect(await loadState(till.store, today, STREAM)).toMatchObject({ state: 500, revision: 2 });

    await till.append(today, cents(7));
    expect(await loadState(till.store, today, STREAM)).toMatchObject({ state: 507, revision: 3 });
    expect(await loadState(till.store, today, STREAM, 0)).toMatchObject({ state: 200 });
    const written = await till.store.readStream(STREAM, { limit: 10 });
    expect(written.map(({ metadata }) => metadata['schemaVersion'])).toEqual([1, 1, 1, 2]);
    expect(written[0]!.data).toEqual({ euros: 2 });
  });

  it('is not understood by the release before, which stops rather than guesses', async () => {
    const till = new Till();
    await till.append(before, euros(2));
    await till.append(today, cents(7));
    await expect(loadState(till.store, before, STREAM)).rejects.toMatchObject({
      code: 'UNREADABLE_EVENT',
      message: 'Paid at till-1@1: version 2 is newer than this service',
    });
  });
});
