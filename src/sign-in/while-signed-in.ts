import { refused, type Decision } from '../event-store/decider.js';
import type { AskingSession, Sessions } from './sessions.js';

export interface SignedOut {
  readonly code: 'notSignedIn';
}

/**
 * What a rule came to, unless the session that asks for it has ended since it was recognised: passwords and recovery
 * codes take long enough to hash for its owner to end it meanwhile.
 */
export async function whileSignedIn<E, R>(
  sessions: Sessions,
  { tokenHash }: AskingSession,
  decision: Decision<E, R>,
): Promise<Decision<E, R | SignedOut>> {
  if (decision.kind === 'refused' || (await sessions.find(tokenHash))) return decision;
  return refused({ code: 'notSignedIn' });
}
