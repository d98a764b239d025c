/** Gives back a place; more than once does no harm. */
export type Leave = () => void;

/** So many places for each name, and none for a name that has them all. */
export class Counts {
  private readonly taken = new Map<string, number>();

  constructor(private readonly most: number) {}

  /** @returns what gives the place back, or nothing when there is none left */
  take(name: string): Leave | undefined {
    const before = this.taken.get(name) ?? 0;
    if (before >= this.most) return undefined;
    this.taken.set(name, before + 1);
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      const left = (this.taken.get(name) ?? 0) - 1;
      if (left > 0) this.taken.set(name, left);
      else this.taken.delete(name);
    };
  }
}
