import type { Logger } from '../logging/logger.js';

/** How long the stop may take: longer than requests under way are given to end. */
const PATIENCE_MS = 10_000;

/**
 * The last handler (OWASP ASVS 5.0.0, 16.5.4). Who had a fault that nobody caught knows nothing certain of its own
 * state, so the service tells it in one line and stops in good order, with exit code 1: whoever watches over it
 * starts it again. What was answered is durable by then.
 * @param stop ends what has begun
 */
export function stopOnFault(logger: Logger, stop: () => Promise<void>): void {
  const end = (fault: unknown) => {
    logger.fatal({ msg: 'A fault that nobody caught: the service stops.', err: errorOf(fault) });
    process.exitCode = 1;
    setTimeout(() => process.exit(), PATIENCE_MS);
    stop()
      .catch((another: unknown) => {
        logger.fatal({ msg: 'And it could not be stopped in good order.', err: errorOf(another) });
      })
      .finally(() => process.exit());
  };
  process.on('uncaughtException', end);
  process.on('unhandledRejection', end);
}

/** What is no error may be anything, also what somebody sent; only its kind is told. */
function errorOf(fault: unknown): Error {
  return fault instanceof Error ? fault : new Error(`What was thrown is no error but a ${typeof fault}.`);
}
