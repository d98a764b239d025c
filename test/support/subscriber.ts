import { createClient, type Client as Socket } from 'graphql-ws';
import { WebSocket } from 'ws';
import { eventually } from './eventually.js';

export interface Change {
  readonly position: string;
  readonly accountId: string;
  readonly type: string;
  readonly at: string;
}

export interface Following {
  readonly url: string;
  /** Sent as `authorization` in the `connectionParams`. */
  readonly token?: string | undefined;
  /** Headers of the request that opens the socket: what a browser sends by itself. */
  readonly headers?: Readonly<Record<string, string>>;
  /** All accounts when left out. */
  readonly accountId?: string;
  readonly after?: string;
  /** Another operation instead, with its variables. */
  readonly query?: string;
  readonly variables?: Record<string, unknown>;
}

const CHANGES = `subscription ($accountId: ID, $after: String) {
  twoFactorChanged(accountId: $accountId, after: $after) { position accountId type at }
}`;

/**
 * Follows changes over WebSocket, by the graphql-transport-ws protocol. When its
 * connection is lost it can resume after the last change it saw.
 */
export class Subscriber {
  readonly changes: Change[] = [];
  /** Errors the service answered with. */
  readonly errors: Record<string, any>[] = [];
  /** How the service closed the socket, when it did. */
  closed: { readonly code: number; readonly reason: string } | undefined;
  /** Whether the subscription has ended, by either side. */
  ended = false;
  private socket: Socket | undefined;
  private unsubscribe = () => {};

  constructor(private readonly following: Following) {
    this.open(following.url, following.after);
  }

  /** Opens a new connection that goes on after the last change seen. */
  resume(url = this.following.url): void {
    this.open(url, this.changes.at(-1)?.position ?? this.following.after);
  }

  /** Loses the connection, as a network does: without a word. */
  drop(): void {
    this.socket?.terminate();
  }

  /** Ends the subscription in good order, and leaves the socket open. */
  stop(): void {
    this.unsubscribe();
  }

  async dispose(): Promise<void> {
    await this.socket?.dispose();
  }

  /** The changes so far, once there are this many. */
  received(count: number): Promise<readonly Change[]> {
    return eventually(() => {
      expect(this.changes.length).toBeGreaterThanOrEqual(count);
      return this.changes;
    });
  }

  /** The first error the service answers with. */
  refused(): Promise<Record<string, any>> {
    return eventually(() => {
      expect(this.errors).not.toHaveLength(0);
      return this.errors[0]!;
    });
  }

  /** How the service closes the socket. */
  rejected(): Promise<{ readonly code: number; readonly reason: string }> {
    return eventually(() => {
      expect(this.closed).toBeDefined();
      return this.closed!;
    });
  }

  private open(url: string, after: string | undefined): void {
    const { token, headers = {}, accountId, query = CHANGES, variables } = this.following;
    class OpenedWithHeaders extends WebSocket {
      constructor(address: string, protocols: string) {
        super(address, protocols, { headers });
      }
    }
    this.socket = createClient({
      url: `${url.replace(/^http/, 'ws')}/graphql`,
      webSocketImpl: OpenedWithHeaders,
      retryAttempts: 0,
      // A socket stays open until one side closes it, whether anything is subscribed to or not.
      lazy: false,
      onNonLazyError: () => {},
      ...(token !== undefined && { connectionParams: { authorization: `Bearer ${token}` } }),
      on: {
        closed: (event) => {
          const { code, reason } = event as { code: number; reason: string };
          this.closed = { code, reason };
        },
      },
    });
    const payload = { query, variables: variables ?? { accountId, after } };
    this.ended = false;
    this.unsubscribe = this.socket.subscribe<{ twoFactorChanged: Change }>(payload, {
      next: ({ data, errors = [] }) => {
        if (data) this.changes.push(data.twoFactorChanged);
        this.errors.push(...errors);
      },
      error: (fault) => {
        if (Array.isArray(fault)) this.errors.push(...(fault as Record<string, any>[]));
        this.ended = true;
      },
      complete: () => {
        this.ended = true;
      },
    });
  }
}
