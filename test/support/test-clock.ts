import { Clock } from '../../src/clock.js';
import { NOW } from './facts.js';

/** A clock that stands still until it is told to move. */
export class TestClock extends Clock {
  private time: number;

  constructor(start: Date = NOW) {
    super();
    this.time = start.getTime();
  }

  override now(): Date {
    return new Date(this.time);
  }

  /** Moves forward, or back when negative. */
  advance({ seconds = 0, steps = 0 }: { readonly seconds?: number; readonly steps?: number }): void {
    this.time += (seconds + steps * 30) * 1_000;
  }
}
