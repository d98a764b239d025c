import { Logger } from '@nestjs/common';

/** Keeps what is logged from now on, errors and what is no warning, in place of printing it. */
export function listen(): readonly string[] {
  const lines: string[] = [];
  const keep = (message: unknown) => lines.push(String(message));
  Logger.overrideLogger({ log: keep, warn: () => undefined, error: keep });
  return lines;
}
