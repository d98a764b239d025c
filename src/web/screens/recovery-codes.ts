import { session } from '../session.js';
import { createStore } from '../store.js';

/** As many as a set has. */
export const ALL_CODES = 10;

/** So few that it is time for new ones. */
export const FEW_CODES = 3;

export const CODES_PATH = '/settings/two-factor/recovery-codes';

/**
 * Recovery codes this window was shown and that are not said to be saved: in memory alone. They outlive the way back
 * and forth between screens, neither a reload nor signing out.
 */
export const shownCodes = createStore<{
  readonly codes: readonly string[];
  readonly accountId: string;
  /** What they come of, in words. */
  readonly told: string;
} | null>(null);

session.follow(() => {
  if (session.get().status === 'out') shownCodes.set(null);
});

/** What is saved as a file: enough to know in years what it is for. */
export function asText(codes: readonly string[], username: string): string {
  const numbered = codes.map((code, index) => `${String(index + 1).padStart(2)}. ${code}`);
  return [
    `Recovery codes of ${username} at ${location.host}`,
    `Made on ${new Date().toISOString().slice(0, 10)}. Each does once in the place of a code of your authenticator.`,
    '',
    ...numbered,
    '',
  ].join('\n');
}
