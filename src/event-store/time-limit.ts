/** What was asked for did not come in time. */
class TimeLimitExceeded extends Error {
  readonly code = 'TIME_LIMIT_EXCEEDED';
  constructor(milliseconds: number) {
    super(`No answer within ${String(milliseconds)} ms`);
    this.name = 'TimeLimitExceeded';
  }
}

/**
 * Waits for work, but not longer than a time limit; the work itself is not stopped by it.
 * @param giveUp is told when the time is over, to stop what can be stopped
 * @param watch is handed a function to call at every sign of life, with which the time begins anew
 * @throws {TimeLimitExceeded}
 */
export async function withinTime<T>(
  milliseconds: number,
  work: Promise<T>,
  giveUp?: () => void,
  watch?: (alive: () => void) => void,
): Promise<T> {
  const over = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    giveUp?.();
    over.reject(new TimeLimitExceeded(milliseconds));
  }, milliseconds);
  watch?.(() => timer.refresh());
  try {
    return await Promise.race([work, over.promise]);
  } finally {
    clearTimeout(timer);
    // Whoever gave up has been told; what comes of the work later concerns nobody.
    work.catch(() => undefined);
  }
}
