import { renameSync, writeFileSync } from 'node:fs';
import { Clock } from '../../src/clock.js';
import { NOW } from './facts.js';

/** A clock that stands still until it is told to move. */
export class TestClock extends Clock {
  private time: number;
  private file: string | undefined;

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
    this.show();
  }

  /** Shows its time in a file, in milliseconds since 1970: other processes see at once when it moves. */
  showIn(file: string): void {
    this.file = file;
    this.show();
  }

  private show(): void {
    if (this.file === undefined) return;
    // Whoever reads it finds the old time or the new one, and never half of it.
    writeFileSync(`${this.file}.new`, String(this.time));
    renameSync(`${this.file}.new`, this.file);
  }
}
