import type { Change, Projection } from './projection.js';

/** An event a projection could not apply, and those of its stream after it. */
export interface ParkedEvent {
  readonly position: number;
  readonly stream: string;
  readonly eventId: string;
  readonly type: string;
  readonly error: string;
}

export interface Progress {
  /** Where the batch began: the checkpoint it was read from. */
  readonly from: number;
  /** Where it ended: the new checkpoint. */
  readonly to: number;
  /** One change a row at the most. */
  readonly changes: readonly Change[];
  readonly parked: readonly ParkedEvent[];
}

/** Keeps the rows of projections, and with them how far each has come. */
export abstract class ProjectionStore {
  /** Position of the last event in the rows; `undefined` when there are none of this version. */
  abstract checkpoint(projection: Projection): Promise<number | undefined>;

  /**
   * Rows, parked events and checkpoint together, or nothing.
   * @returns false when the checkpoint is not at `from` (somebody began a rebuild); nothing is then kept
   */
  abstract commit(projection: Projection, progress: Progress): Promise<boolean>;

  /** Empties a projection, to be made anew from the start of the log. */
  abstract reset(projection: Projection): Promise<void>;

  /** What is parked, oldest first. */
  abstract parked(projection: Projection): Promise<readonly ParkedEvent[]>;
}
