import { getSystemErrorMessage } from 'node:util';

/** The service cannot run as it is set up. The message is one line for the operator: what, and what to do. */
export class CannotStart extends Error {
  readonly code = 'CANNOT_START';
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'CannotStart';
  }
}

/** What the operating system or SQLite calls the fault, in words. */
export function reasonOf(fault: unknown): string {
  if (!(fault instanceof Error)) return String(fault);
  return 'errno' in fault && typeof fault.errno === 'number'
    ? getSystemErrorMessage(fault.errno)
    : // A name with several addresses, none of which answers, makes an error without a message.
      fault.message || ('code' in fault ? String(fault.code) : fault.name);
}
