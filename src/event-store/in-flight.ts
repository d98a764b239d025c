/** More work is under way than what does it keeps up with: this piece was not begun. */
export class Overloaded extends Error {
  readonly code = 'OVERLOADED';
  constructor(limit: number, what: string) {
    super(`More than ${String(limit)} requests wait for ${what}`);
    this.name = 'Overloaded';
  }
}

/** Counts what is under way and turns away what is too much, so that what is slow does not fill the memory. */
export class InFlight {
  private count = 0;

  /** @param what they wait for, as the log tells it */
  constructor(
    private readonly limit: number,
    private readonly what: string,
  ) {}

  /** @throws {Overloaded} without having begun the work */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.count >= this.limit) throw new Overloaded(this.limit, this.what);
    this.count++;
    try {
      return await work();
    } finally {
      this.count--;
    }
  }
}
