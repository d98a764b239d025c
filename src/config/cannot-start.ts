/** The service cannot run as it is set up. The message is one line for the operator: what, and what to do. */
export class CannotStart extends Error {
  readonly code = 'CANNOT_START';
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'CannotStart';
  }
}
