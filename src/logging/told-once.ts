import type { LoggerService } from '@nestjs/common';

/** Tells of a problem when it begins, and when it becomes another one, however often it is met. */
export class ToldOnce {
  private told: string | undefined;

  constructor(private readonly logger: LoggerService) {}

  /** @param line what is told, with the fault */
  problem(line: string, fault?: unknown): void {
    const problem = fault instanceof Error ? `${line} (${fault.message})` : line;
    if (problem === this.told) return;
    this.told = problem;
    if (fault === undefined) this.logger.error(line);
    else this.logger.error(line, fault);
  }

  /** It is over. @param line what is told, if there was a problem */
  over(line: string): void {
    if (this.told === undefined) return;
    this.told = undefined;
    this.logger.log(line);
  }
}
