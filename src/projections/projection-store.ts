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

/** The right to apply a projection: one replica has it at a time. */
export interface Lease {
  /** Aborts when another replica may have it now, or soon. */
  readonly lost: AbortSignal;
  /** Gives it back; harmless when it is lost. */
  release(): Promise<void>;
}

/** Keeps the rows of projections, and with them how far each has come. */
export abstract class ProjectionStore {
  /**
   * Waits for the right to apply a projection. It spares work; what keeps the rows right, also when
   * a holder does not know yet that it lost it, is that {@link commit} asks for the checkpoint.
   * @throws when `signal` aborts
   */
  abstract acquire(projection: Pick<Projection, 'name'>, signal: AbortSignal): Promise<Lease>;

  /** Position of the last event in the rows; `undefined` when there are none of this version. */
  abstract checkpoint(projection: Projection): Promise<number | undefined>;

  /**
   * Rows, parked events and checkpoint together, or nothing.
   * @returns false when the checkpoint is not at `from` (somebody began a rebuild, or took over); nothing is then kept
   */
  abstract commit(projection: Projection, progress: Progress): Promise<boolean>;

  /** Empties a projection, to be made anew from the start of the log. */
  abstract reset(projection: Projection): Promise<void>;

  /** What is parked, oldest first. */
  abstract parked(projection: Projection): Promise<readonly ParkedEvent[]>;
}
