import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { appendRest, compareLogs, NOTHING_IN_COMMON } from '../../src/cluster/move-log.js';
import { StreamGone } from '../../src/event-store/eventstoredb-faults.js';
import { NO_STREAM, type NewEvent, type RecordedEvent } from '../../src/event-store/event-store.js';
import { SqliteEventStore } from '../../src/event-store/sqlite-event-store.js';
import { MemoryEventStore } from '../support/memory-event-store.js';
import { newEvent, newEvents } from '../support/new-events.js';
import { temporaryFolder } from '../support/service.js';

const nothing = () => undefined;

/** Counts appends, and may be told to fail one of them. */
class Target extends MemoryEventStore {
  appends = 0;
  failAt = Infinity;

  override append(...[stream, revision, events]: Parameters<MemoryEventStore['append']>) {
    if (++this.appends === this.failAt) throw new Error('interrupted');
    return super.append(stream, revision, events);
  }
}

describe('Moving a log into another', () => {
  let folder: string;
  let source: SqliteEventStore;
  let target: Target;
  beforeEach(() => {
    folder = temporaryFolder();
    source = new SqliteEventStore(join(folder, 'events.db'));
    target = new Target();
  });
  afterEach(() => {
    source.close();
    rmSync(folder, { recursive: true });
  });

  const move = async () => {
    const there = await compareLogs(source, target, NOTHING_IN_COMMON, nothing);
    await appendRest(source, target, there.source, nothing);
    return compareLogs(source, target, there, nothing);
  };
  const logOf = async (store: SqliteEventStore | Target) => {
    const { events } = await store.readAll({ after: 0, limit: 10_000 });
    return events.map(({ stream, revision, id, type, data, metadata }: RecordedEvent) => {
      return { stream, revision, id, type, text: JSON.stringify([data, metadata]) };
    });
  };

  /** Streams in turns, and one of them for a long while: 270 events. */
  async function fill(): Promise<void> {
    for (let turn = 0; turn < 10; turn++) {
      for (const stream of ['account-1', 'twoFactor-1', 'twoFactor-2']) {
        await source.append(stream, turn === 0 ? NO_STREAM : turn - 1, [newEvent('Turn', { turn })]);
      }
    }
    await source.append('twoFactor-1', 9, newEvents(240));
  }

  it('makes the same events, with the same ids and texts, in the same total order', async () => {
    await fill();
    const odd = { b: 1, a: [null, 1e21, -0, 'é\u2028\ud800'], nested: { z: {}, '7': 'seven' } };
    await source.append('account-2', NO_STREAM, [newEvent('Odd', odd, { ...odd, $correlationId: 'c' })]);
    expect((await move()).count).toBe(271);
    expect(await logOf(target)).toStrictEqual(await logOf(source));
  });

  it('appends what follows each other in one stream together, a hundred events at the most', async () => {
    await fill();
    await move();
    expect(target.appends).toBe(30 + 3);
  });

  it('goes on where it was interrupted, wherever that was', async () => {
    await fill();
    for (const failAt of [1, 2, 10, 20]) {
      [target.appends, target.failAt] = [0, failAt];
      await expect(move()).rejects.toThrow('interrupted');
      const arrived = await logOf(target);
      expect(arrived).toStrictEqual((await logOf(source)).slice(0, arrived.length));
    }
    target.failAt = Infinity;
    expect((await move()).count).toBe(270);
    expect(await logOf(target)).toStrictEqual(await logOf(source));
  });

  it('has nothing to do the second time, and brings what was written since', async () => {
    await fill();
    await move();
    target.appends = 0;
    expect((await move()).count).toBe(270);
    expect(target.appends).toBe(0);
    await source.append('account-3', NO_STREAM, newEvents(2));
    expect((await move()).count).toBe(272);
    expect(target.appends).toBe(1);
  });

  it.each<[string, (event: NewEvent) => NewEvent]>([
    ['id', (event) => ({ ...event, id: newEvent().id })],
    ['type', (event) => ({ ...event, type: 'Another' })],
    ['data', (event) => ({ ...event, data: { ...event.data, one: 'more' } })],
    ['metadata', (event) => ({ ...event, metadata: { ...event.metadata, operation: 'another' } })],
  ])('refuses a target in which the %s of an event differs, naming the event', async (field, change) => {
    const events = newEvents(3);
    await source.append('account-1', NO_STREAM, events);
    await target.append('account-1', NO_STREAM, [events[0]!, change(events[1]!), events[2]!]);
    await expect(move()).rejects.toThrow(
      `The cluster holds another log: event 2 is SomethingHappened at account-1@1 in the data folder and ${
        field === 'type' ? 'Another' : 'SomethingHappened'
      } at account-1@1 on the cluster, and its ${field} differs.`,
    );
  });

  it('refuses a target with the same events in another order', async () => {
    const [one, two] = [newEvent(), newEvent()];
    await source.append('account-1', NO_STREAM, [one]);
    await source.append('account-2', NO_STREAM, [two]);
    await target.append('account-2', NO_STREAM, [two]);
    await target.append('account-1', NO_STREAM, [one]);
    await expect(move()).rejects.toThrow(/event 1 is .* account-1@0 .* account-2@0 .* its stream differs/);
  });

  it('refuses a target whose log goes on after the end of this one', async () => {
    await source.append('account-1', NO_STREAM, newEvents(2));
    await move();
    await target.append('account-1', 1, [newEvent('SignedIn')]);
    await expect(move()).rejects.toThrow(
      'The cluster has been in use: behind the 2 events of the data folder its log goes on with SignedIn at account-1@2.',
    );
  });

  it('stops when somebody else writes to the same stream meanwhile', async () => {
    await source.append('account-1', NO_STREAM, newEvents(1));
    await target.append('account-1', NO_STREAM, newEvents(1));
    await expect(appendRest(source, target, 0, nothing)).rejects.toThrow(
      /^Somebody else wrote to account-1 on the cluster during the move: /,
    );
  });

  it('stops in words when a stream on the cluster was deleted', async () => {
    await source.append('account-1', NO_STREAM, newEvents(1));
    target.append = () => Promise.reject(new StreamGone('account-1'));
    await expect(move()).rejects.toMatchObject({
      code: 'CANNOT_START',
      message: 'account-1 was deleted or truncated on the cluster.',
    });
  });
});
