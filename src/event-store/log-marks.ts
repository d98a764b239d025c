/** The newest event that is known to have been in the log. */
export interface LogMark {
  readonly position: number;
  /** Which event it was; `null` where only its position is known. */
  readonly event: { readonly stream: string; readonly revision: number; readonly id: string } | null;
}

/** Whether the end of the log was lost once, and that was accepted. */
export interface Restoration {
  /** When it was accepted, for the last time. */
  readonly restoredAt: Date | null;
}

/**
 * Remembers, apart from the log, how far the log had come: a log that does not go as far
 * any more is not the one it was. Every write is durable when answered.
 */
export abstract class LogMarks {
  /** `undefined` before the first mark. */
  abstract mark(): Promise<(LogMark & Restoration) | undefined>;

  /** Makes the first mark; leaves one that is there. */
  abstract begin(mark: LogMark): Promise<void>;

  /** Puts the mark where the log ends now, and remembers that its former end was lost. */
  abstract restore(mark: LogMark, at: Date): Promise<void>;
}
