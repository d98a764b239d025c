import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { GroupCommit } from '../sqlite/group-commit.js';
import { openSqlite } from '../sqlite/sqlite-database.js';
import { WriteAheadLog } from '../sqlite/write-ahead-log.js';
import { StorageUnavailable } from '../storage.js';
import {
  EventStore,
  EventStoreUnavailable,
  LOG_START,
  NO_STREAM,
  RevisionConflict,
  type Appended,
  type Batch,
  type LogRead,
  type NewEvent,
  type PageRead,
  type RecordedEvent,
  type StreamRead,
} from './event-store.js';
import { LogTail } from './log-tail.js';
import { damageOf } from './sqlite-damage.js';
import { EVENT_LOG_MIGRATIONS } from './sqlite-event-log-migrations.js';
import {
  asText,
  eventsSelected,
  fromRow,
  fromRowWithText,
  rowsOf,
  streamEndsIn,
} from './sqlite-event-rows.js';

/** Rows read in one go: the event loop is held for a few milliseconds at most, and memory by few events. */
const PAGE = 250;

/** The event log in one SQLite file, for a service that runs as one process. */
export class SqliteEventStore extends EventStore {
  private readonly db: DatabaseSync;
  private readonly log: WriteAheadLog;
  private readonly commits: GroupCommit;
  /** Ends with the newest event that is durable: nobody is shown a later one. */
  private readonly tail: LogTail;
  private readonly statements: Record<'insert' | 'last' | 'forwards' | 'backwards' | 'all', StatementSync>;

  /** @param path the database file, made when it is not there */
  constructor(path: string) {
    super();
    this.db = openSqlite(path, { synchronous: 'FULL', migrations: EVENT_LOG_MIGRATIONS });
    this.log = new WriteAheadLog(path);
    this.commits = new GroupCommit(this.db, this.log);
    const prepare = (sql: string) => this.db.prepare(sql);
    const selected = (which: string) => eventsSelected(this.db, which);
    // The log begins behind it: a row before is in no tree and verified by nobody, so no stream has it either.
    const ofStream = `stream = ? AND position > ${String(LOG_START)}`;
    // `LIMIT ?` alone makes SQLite plan the statement anew whenever the limit is bound.
    this.statements = {
      insert: prepare(
        'INSERT INTO events (stream, revision, id, type, data, metadata) VALUES (?, ?, ?, ?, ?, ?)',
      ),
      last: prepare(`SELECT revision FROM events WHERE ${ofStream} ORDER BY revision DESC LIMIT 1`),
      forwards: selected(`${ofStream} AND revision >= ? ORDER BY revision LIMIT ? + 0`),
      backwards: selected(`${ofStream} AND revision <= ? ORDER BY revision DESC LIMIT ? + 0`),
      all: selected('position > ? AND position <= ? ORDER BY position LIMIT ? + 0'),
    };
    this.tail = new LogTail(
      Number(prepare('SELECT max(position) AS head FROM events').get()?.['head'] ?? LOG_START),
    );
  }

  override async append(
    stream: string,
    expectedRevision: number,
    events: readonly NewEvent[],
  ): Promise<Appended> {
    if (events.length === 0) throw new TypeError('An append carries at least one event');
    const outcome = await this.guarded(() =>
      this.commits.write(() => this.appendNow(stream, expectedRevision, events)),
    );
    if ('conflictAt' in outcome) throw new RevisionConflict(stream, expectedRevision, outcome.conflictAt);
    this.tail.push(outcome.recorded);
    return outcome.appended;
  }

  override readStream(
    stream: string,
    { direction = 'forwards', from, limit, withText = false }: StreamRead,
  ): Promise<readonly RecordedEvent[]> {
    const start = from ?? (direction === 'forwards' ? 0 : Number.MAX_SAFE_INTEGER);
    return this.guarded(async () => {
      const rows = rowsOf(this.statements[direction], stream, start, limit);
      if (rows.some(([position]) => position > this.tail.head)) await this.commits.durable();
      return rows.map(withText ? fromRowWithText : fromRow);
    });
  }

  /** Asks the index alone. */
  override lastRevision(stream: string): Promise<number> {
    return this.guarded(() => this.revisionOf(stream));
  }

  override readAll({ after, streams, limit, withText }: PageRead): Promise<Batch> {
    return this.guarded(() => this.page(after, limit, streams, withText));
  }

  override head(): Promise<number> {
    return Promise.resolve(this.tail.head);
  }

  override async *subscribe({
    after,
    streams,
    signal,
  }: LogRead & { signal: AbortSignal }): AsyncGenerator<Batch> {
    let position = after;
    while (!signal.aborted) {
      if (position >= this.tail.head) {
        await this.tail.grown(signal);
        continue;
      }
      const batch = await this.guarded(() => this.page(position, PAGE, streams));
      position = batch.position;
      yield batch;
      // Catching up on a long log must not keep the requests of others waiting.
      await new Promise(setImmediate);
    }
  }

  override streamEnds(): ArrayLike<number> {
    return streamEndsIn(this.db, this.tail.head);
  }

  override damage(signal: AbortSignal): Promise<string | undefined> {
    return this.guarded(() => damageOf(this.db, signal));
  }

  /** Commits what is waiting and closes the file. */
  close(): void {
    this.commits.flush();
    this.log.close();
    this.db.close();
  }

  private appendNow(stream: string, expectedRevision: number, events: readonly NewEvent[]) {
    const actual = this.revisionOf(stream);
    if (actual !== expectedRevision) {
      return this.repetition(stream, expectedRevision, events) ?? { conflictAt: actual };
    }
    const recorded = events.map((event, index): RecordedEvent => {
      const revision = expectedRevision + 1 + index;
      const { id, type, data, metadata } = event;
      const { lastInsertRowid } = this.statements.insert.run(
        stream,
        revision,
        id,
        type,
        JSON.stringify(data),
        JSON.stringify(metadata),
      );
      return { stream, revision, position: Number(lastInsertRowid), id, type, data, metadata };
    });
    return { recorded, appended: endOf(recorded) };
  }

  /** The first answer again, when these very events are already where they were to go. */
  private repetition(stream: string, expectedRevision: number, events: readonly NewEvent[]) {
    const there = rowsOf(this.statements.forwards, stream, expectedRevision + 1, events.length).map(asText);
    return events.every(({ id }, index) => id === there[index]?.id)
      ? { recorded: [], appended: endOf(there) }
      : undefined;
  }

  private revisionOf(stream: string): number {
    return Number(this.statements.last.get(stream)?.['revision'] ?? NO_STREAM);
  }

  private page(
    after: number,
    limit: number,
    streams: readonly string[] | undefined,
    withText = false,
  ): Batch {
    const wanted = (stream: string) => streams?.some((prefix) => stream.startsWith(prefix)) ?? true;
    const recent = this.tail.after(after, limit);
    if (recent) {
      const events = recent.filter(({ stream }) => wanted(stream));
      return { events, position: recent.at(-1)?.position ?? after };
    }
    const rows = rowsOf(this.statements.all, after, this.tail.head, limit);
    const events = rows.filter(([, stream]) => wanted(stream)).map(withText ? asText : fromRow);
    return { events, position: rows.at(-1)?.[0] ?? after };
  }

  private async guarded<T>(work: () => T | Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (fault) {
      throw new EventStoreUnavailable(fault instanceof StorageUnavailable ? fault.cause : fault);
    }
  }
}

function endOf(recorded: readonly RecordedEvent[]): Appended {
  const { revision, position } = recorded[recorded.length - 1] as RecordedEvent;
  return { revision, position };
}
