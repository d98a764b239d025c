/** A disk that takes its time: what is handed to it is there when the test says so. */
export class HeldDisk {
  /** How often it was asked to take in what is in the log. */
  asked = 0;
  private held: PromiseWithResolvers<void> | undefined;

  readonly sync = (): Promise<void> => {
    this.asked++;
    this.held = Promise.withResolvers();
    return this.held.promise;
  };

  readonly syncNow = (): void => {
    this.asked++;
  };

  takesIt(): void {
    this.held?.resolve();
  }

  fails(fault: Error): void {
    this.held?.reject(fault);
  }
}
