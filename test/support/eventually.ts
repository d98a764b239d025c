import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_EVERY_MS = 5;

/**
 * Waits for something that happens by itself: runs the expectations again until they hold.
 * @returns what `expectations` returned
 * @throws what they threw last, when they still do not hold after `withinMs`
 */
export async function eventually<T>(expectations: () => T | Promise<T>, withinMs = 10_000): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    try {
      return await expectations();
    } catch (failure) {
      if (performance.now() > deadline) throw failure;
      await sleep(LOOK_EVERY_MS);
    }
  }
}
