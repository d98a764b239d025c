import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { NO_EVENTS, type LogRecord, type ProposedEvent } from './records.js';

/** Bytes a record takes besides what is in it. */
const OVERHEAD = 96;

interface Waiting {
  /** Does the work, and returns how to tell who waits for it. */
  readonly run: () => () => void;
  readonly fail: (fault: unknown) => void;
}

type Row = Omit<LogRecord, 'isJson'> & { readonly isJson: number };

/** The transaction log: records one after the other, in a SQLite file or in memory. */
export class EventLog {
  /** Where the next record will begin: the server's writer checkpoint. */
  end: number;
  /** Told of what was committed, in order, after it is durable. */
  readonly followers = new Set<(record: LogRecord) => void>();
  private waiting: Waiting[] = [];
  private fresh: LogRecord[] = [];
  private readonly db: DatabaseSync;
  private readonly statements = new Map<string, StatementSync>();

  /** @param path a file, made when it is not there; or `:memory:` */
  constructor(path: string) {
    this.db = new DatabaseSync(path);
    // NORMAL: what was answered is there after `kill -9`. Only a loss of power could take it, and no test cuts that.
    this.db.exec(`
      PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
      CREATE TABLE IF NOT EXISTS log (
        position INTEGER PRIMARY KEY, "end" INTEGER NOT NULL,
        stream TEXT NOT NULL, revision INTEGER NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL,
        isJson INTEGER NOT NULL, data BLOB NOT NULL, metadata BLOB NOT NULL, created INTEGER NOT NULL,
        UNIQUE (stream, revision)
      ) STRICT;`);
    this.end = this.endOnDisk();
  }

  /** Position of the newest record; -1 in an empty log. */
  get last(): number {
    return (
      (this.one('SELECT max(position) AS position FROM log') as { position: number | null }).position ?? -1
    );
  }

  /** Runs `work`, which may {@link add}, in a transaction shared with what else is waiting; resolves when it is durable. */
  write<T>(work: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const run = () => {
        const result = work();
        return () => {
          resolve(result);
        };
      };
      if (this.waiting.push({ run, fail: reject }) === 1) setImmediate(() => this.flush());
    });
  }

  /** Adds a record at the end. Only within {@link write}. */
  add(stream: string, revision: number, event: ProposedEvent): LogRecord {
    const position = this.end;
    const size = event.data.length + event.metadata.length + 2 * (stream.length + event.type.length);
    const end = position + OVERHEAD + size;
    const record: LogRecord = { ...event, stream, revision, position, end, created: Date.now() };
    const { id, type, isJson, data, metadata, created } = record;
    this.prepared('INSERT INTO log VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
      ...[position, end, stream, revision, id, type, Number(isJson), data, metadata, created],
    );
    this.end = end;
    this.fresh.push(record);
    return record;
  }

  lastRevision(stream: string): number {
    const row = this.one('SELECT max(revision) AS revision FROM log WHERE stream = ?', stream);
    return (row as { revision: number | null }).revision ?? NO_EVENTS;
  }

  at(stream: string, revision: number): LogRecord | undefined {
    return this.between(stream, revision, revision)[0];
  }

  /** The records of a stream from one revision to another, both included, in their order. */
  between(stream: string, from: number, to: number): readonly LogRecord[] {
    const sql = 'SELECT * FROM log WHERE stream = ? AND revision BETWEEN ? AND ? ORDER BY revision';
    return this.prepared(sql).all(stream, from, to).map(toRecord);
  }

  /** The log from a position on. */
  *forwards(from: number): Generator<LogRecord> {
    const rows = this.prepared('SELECT * FROM log WHERE position >= ? ORDER BY position').iterate(from);
    for (const row of rows) yield toRecord(row);
  }

  /** The log back from a position, which is not included. */
  *backwards(from: number): Generator<LogRecord> {
    const rows = this.prepared('SELECT * FROM log WHERE position < ? ORDER BY position DESC').iterate(from);
    for (const row of rows) yield toRecord(row);
  }

  /** Whether a record begins or ends here; anywhere else the server cannot read. */
  isBoundary(position: number): boolean {
    return position === this.end || this.one('SELECT 1 FROM log WHERE position = ?', position) !== undefined;
  }

  close(): void {
    this.flush();
    this.db.close();
  }

  private flush(): void {
    const batch = this.waiting;
    this.waiting = [];
    if (batch.length === 0) return;
    try {
      this.db.exec('BEGIN IMMEDIATE');
      const tell = batch.map(({ run }) => run());
      this.db.exec('COMMIT');
      for (const one of tell) one();
      for (const record of this.fresh.splice(0)) for (const follow of this.followers) follow(record);
    } catch (fault) {
      if (this.db.isTransaction) this.db.exec('ROLLBACK');
      this.fresh = [];
      this.end = this.endOnDisk();
      for (const { fail } of batch) fail(fault);
    }
  }

  private endOnDisk(): number {
    return (this.one('SELECT max("end") AS "end" FROM log') as { end: number | null }).end ?? 0;
  }

  private one(sql: string, ...values: readonly (string | number)[]): unknown {
    return this.prepared(sql).get(...values);
  }

  private prepared(sql: string): StatementSync {
    const statement = this.statements.get(sql) ?? this.db.prepare(sql);
    this.statements.set(sql, statement);
    return statement;
  }
}

function toRecord(row: unknown): LogRecord {
  const { isJson, ...rest } = row as Row;
  return { ...rest, isJson: isJson === 1 };
}
