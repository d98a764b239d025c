import type { LoggerService } from '@nestjs/common';

/** What is remembered at the most: more alarms than that are told anew rather than kept for ever. */
const MOST = 1_000;

/** Tells the operator of each thing once, however many readers meet it and however often they come. */
export class Alarms {
  private readonly raised = new Set<string>();

  constructor(private readonly logger: LoggerService) {}

  /** @param line what it is about and what was done instead; with the fault it tells one alarm from another */
  raise(line: string, fault: Error): void {
    const alarm = `ALARM: ${line} (${fault.message})`;
    if (this.raised.has(alarm)) return;
    if (this.raised.size >= MOST) this.raised.clear();
    this.raised.add(alarm);
    this.logger.error(alarm);
  }
}
