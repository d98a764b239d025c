import { createClient } from 'graphql-ws';
import { TwoFactorChangedDocument, type TwoFactorChangedSubscription } from './operations.js';

/** How the protocol says that nobody was recognised. */
const FORBIDDEN = 4403;

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;

export interface LiveListener {
  /** Something about the account's second factor changed. */
  readonly changed: () => void;
  /** Whether the connection stands. */
  readonly connected: (stands: boolean) => void;
  /** The service does not know the session any more. */
  readonly refused: () => void;
}

/**
 * Follows the changes of an account from a position in the log on. A connection that is lost
 * is opened again, and goes on after the last change seen.
 * @returns ends it
 */
export function follow(accountId: string, after: string, listener: LiveListener): () => void {
  const client = createClient({
    url: `${location.origin.replace(/^http/, 'ws')}/graphql`,
    retryAttempts: Infinity,
    shouldRetry: () => true,
    // Not all windows at once, when a service starts again.
    retryWait: (retries) =>
      new Promise((resolve) => {
        setTimeout(resolve, Math.min(FIRST_WAIT_MS * 2 ** retries, LONGEST_WAIT_MS) * (0.5 + Math.random()));
      }),
    on: {
      connected: () => {
        listener.connected(true);
      },
      closed: (event) => {
        listener.connected(false);
        if ((event as CloseEvent).code === FORBIDDEN) listener.refused();
      },
    },
  });
  // Sent anew with each connection.
  const variables = { accountId, after };
  const query = TwoFactorChangedDocument.toString();
  client.subscribe<TwoFactorChangedSubscription>(
    { query, variables },
    {
      next: ({ data }) => {
        if (!data) return;
        variables.after = data.twoFactorChanged.position;
        listener.changed();
      },
      error: () => {
        listener.refused();
      },
      complete: () => undefined,
    },
  );
  // One that is being opened just then may be refused: nobody waits for it any more.
  return () => void Promise.resolve(client.dispose()).catch(() => undefined);
}
