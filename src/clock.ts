/** Where the time comes from. Rules are handed the time; only handlers ask for it. */
export abstract class Clock {
  abstract now(): Date;
}

export class SystemClock extends Clock {
  override now(): Date {
    return new Date();
  }
}
