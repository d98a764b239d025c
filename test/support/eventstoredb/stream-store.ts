import { randomUUID } from 'node:crypto';
import { checkCommit, type Streams } from './commit-check.js';
import { EventLog } from './event-log.js';
import {
  NO_EVENTS,
  originalOf,
  TOMBSTONE,
  type Expected,
  type LogRecord,
  type ProposedEvent,
} from './records.js';
import {
  DELETED,
  isSoftDeleted,
  streamMetadata,
  withTruncateBefore,
  type StreamMetadata,
} from './stream-metadata.js';

export type WriteOutcome =
  /** `position` is missing when a repetition found the events, but they are truncated. */
  | { readonly kind: 'written'; readonly revision: number; readonly position: number | undefined }
  | { readonly kind: 'wrongVersion'; readonly current: number }
  | { readonly kind: 'deleted' }
  /** Whoever asked has gone before it was begun. */
  | { readonly kind: 'dropped' };

export interface Target {
  readonly stream: string;
  readonly expected: Expected;
}

export interface Write extends Target {
  /** Asked when the write's turn has come. */
  readonly isCancelled: () => boolean;
}

/** Ids remembered; the server's memory is 8 MiB large. */
const REMEMBERED = 50_000;

/** After this many writes to others' streams the server has something to write of its own. */
const QUIET = 5;

/** Streams in a log: the rules of the server's `StorageWriterService` and `IndexWriter`. */
export class StreamStore {
  readonly log: EventLog;
  private readonly recent = new Map<string, { readonly stream: string; readonly revision: number }>();
  private writes = 0;

  private readonly streams: Streams = {
    lastRevision: (stream) => this.log.lastRevision(stream),
    isSoftDeleted: (stream) => isSoftDeleted(this.metadataOf(stream)),
    idAt: (stream, revision) => this.log.at(stream, revision)?.id,
    lately: (id) => this.recent.get(id),
  };

  constructor(path: string) {
    this.log = new EventLog(path);
  }

  /** What a server does when it starts: it forgets, and writes what is its own. */
  async begin(): Promise<void> {
    this.recent.clear();
    await this.log.write(() => {
      const isNew = this.log.end === 0;
      this.add('$epoch-information', jsonEvent('$epoch-information', { epochId: randomUUID() }));
      if (!isNew) return;
      this.add('$$$stats-127.0.0.1:2113', jsonEvent('$metadata', { $maxAge: 86_400 }));
      for (const login of ['admin', 'ops']) {
        this.add(`$user-${login}`, jsonEvent('$UserCreated', { login }));
        this.add('$users', jsonEvent('$User', { login }));
      }
    });
  }

  append({ stream, expected, isCancelled }: Write, events: readonly ProposedEvent[]): Promise<WriteOutcome> {
    return this.log.write((): WriteOutcome => {
      if (isCancelled()) return { kind: 'dropped' };
      const ids = events.map(({ id }) => id);
      const decision = checkCommit(this.streams, stream, expected, ids);
      if (decision.kind === 'idempotent') return this.repeated(stream, decision.last);
      if (decision.kind !== 'ok') return decision;
      const original = originalOf(stream);
      const undeletes = original !== undefined && this.streams.isSoftDeleted(original);
      const last = events.map((event) => this.add(stream, event)).at(-1);
      if (decision.isSoftDeleted) this.undelete(stream, decision.current + 1);
      if (undeletes) this.undelete(original, this.log.lastRevision(original) + 1);
      if (last && !stream.startsWith('$')) this.makeNoise(last);
      return { kind: 'written', revision: last?.revision ?? decision.current, position: last?.position };
    });
  }

  /** Hides the stream's events; it may be written to again, from the next revision on. */
  delete(write: Write): Promise<WriteOutcome> {
    return this.remove(write, (event) => {
      const meta = `$$${write.stream}`;
      if (this.log.lastRevision(write.stream) < 0 && this.log.lastRevision(meta) < 0) return undefined;
      return this.add(meta, { ...event, type: '$metadata', data: Buffer.from(`{"$tb":${String(DELETED)}}`) });
    });
  }

  /** Ends the stream for good. */
  tombstone(write: Write): Promise<WriteOutcome> {
    return this.remove(write, (event) => {
      return this.remember(
        this.log.add(write.stream, TOMBSTONE, { ...event, type: '$streamDeleted', isJson: false }),
      );
    });
  }

  metadataOf(stream: string): StreamMetadata {
    if (originalOf(stream) !== undefined) return { maxCount: 1 };
    const meta = `$$${stream}`;
    return streamMetadata(this.log.at(meta, this.log.lastRevision(meta)));
  }

  /** The first revision that `$maxCount` and `$tb` leave to be read. */
  firstVisible(stream: string): number {
    const { maxCount, truncateBefore } = this.metadataOf(stream);
    const last = this.log.lastRevision(stream);
    return Math.max(0, maxCount === undefined ? 0 : last - maxCount + 1, truncateBefore ?? 0);
  }

  isExpired({ created }: LogRecord, { maxAge }: StreamMetadata): boolean {
    return maxAge !== undefined && created < Date.now() - maxAge * 1000;
  }

  close(): void {
    this.log.close();
  }

  private remove(write: Write, mark: (event: ProposedEvent) => LogRecord | undefined): Promise<WriteOutcome> {
    return this.log.write((): WriteOutcome => {
      if (write.isCancelled()) return { kind: 'dropped' };
      const event = jsonEvent('', {});
      const decision = checkCommit(this.streams, write.stream, write.expected, [event.id]);
      if (decision.kind === 'idempotent') throw new Error('An id that was just made is not in the log');
      if (decision.kind !== 'ok') return decision;
      const record = mark(event);
      if (!record) return { kind: 'wrongVersion', current: NO_EVENTS };
      return { kind: 'written', revision: record.revision, position: record.position };
    });
  }

  private repeated(stream: string, revision: number): WriteOutcome {
    const record = this.log.at(stream, revision);
    const isVisible =
      record && revision >= this.firstVisible(stream) && !this.isExpired(record, this.metadataOf(stream));
    return { kind: 'written', revision, position: isVisible ? record.position : undefined };
  }

  private undelete(stream: string, truncateBefore: number): void {
    const meta = `$$${stream}`;
    const record = this.log.at(meta, this.log.lastRevision(meta));
    const data = record && withTruncateBefore(record.data, truncateBefore);
    if (data) this.add(meta, { ...jsonEvent('$metadata', {}), data });
  }

  private add(stream: string, event: ProposedEvent): LogRecord {
    return this.remember(this.log.add(stream, this.log.lastRevision(stream) + 1, event));
  }

  private remember(record: LogRecord): LogRecord {
    this.recent.set(record.id, { stream: record.stream, revision: record.revision });
    if (this.recent.size > REMEMBERED) this.recent.delete(this.recent.keys().next().value ?? '');
    return record;
  }

  /** The server's own events stand between those of its users: statistics, and links that projections write. */
  private makeNoise({ stream, revision }: LogRecord): void {
    if (++this.writes % QUIET > 0) return;
    this.add('$stats-127.0.0.1:2113', jsonEvent('$statsCollected', { 'proc-mem': 1 }));
    const link = Buffer.from(`${String(revision)}@${stream}`);
    this.add(`$ce-${stream.split('-', 1).join()}`, { ...jsonEvent('$>', {}), isJson: false, data: link });
  }
}

function jsonEvent(type: string, data: object): ProposedEvent {
  const none = new Uint8Array();
  return { id: randomUUID(), type, isJson: true, data: Buffer.from(JSON.stringify(data)), metadata: none };
}
