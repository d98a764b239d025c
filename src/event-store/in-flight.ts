/** More work is under way than the event store keeps up with: this piece was not begun. */
export class Overloaded extends Error {
  readonly code = 'OVERLOADED';
  constructor(limit: number) {
    super(`More than ${String(limit)} requests wait for the event store`);
    this.name = 'Overloaded';
  }
}

/** Counts what is under way and turns away what is too much, so that a slow store does not fill the memory. */
export class InFlight {
  private count = 0;

  constructor(private readonly limit: number) {}

  /** @throws {Overloaded} without having begun the work */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.count >= this.limit) throw new Overloaded(this.limit);
    this.count++;
    try {
      return await work();
    } finally {
      this.count--;
    }
  }
}
