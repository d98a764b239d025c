import type { Actor } from '../event-store/event-metadata.js';
import type { Session } from '../sign-in/sessions.js';
import type { ApiKey } from './api-keys.js';

/** Who sends a request, as far as the request proves it. */
export type Caller =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'person'; readonly session: Session }
  | { readonly kind: 'key'; readonly apiKey: ApiKey };

/** The caller as events name them. Only who proved something acts. */
export function actorOf(caller: Exclude<Caller, { kind: 'anonymous' }>): Actor {
  if (caller.kind === 'person') {
    const { accountId, id: sessionId } = caller.session;
    return { kind: 'person', accountId, sessionId };
  }
  const { id: apiKeyId, role } = caller.apiKey;
  return { kind: role === 'administrator' ? 'administrator' : 'application', apiKeyId };
}
