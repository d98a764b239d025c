import { CloseCode, type WebSocket as Link } from 'graphql-ws';
import type { WebSocket } from 'ws';

/** Bytes that may wait for a client to take them. Each subscription has one message waiting at the most. */
const MOST_WAITING = 1024 * 1024;

/** Messages and pings a client may send: so many at once, and then so many a second. */
const BURST = 50;
const PER_SECOND = 10;

const ALREADY_EXISTS: number = CloseCode.SubscriberAlreadyExists;

/** RFC 6455 §7.4.1: the peer breaks a rule of this end. */
const POLICY_VIOLATION = 1008;

/** One socket, as the protocol sees it: what is sent and received is bounded, and errors are told to the operator alone. */
export class SocketLink implements Link {
  readonly protocol: string;
  private left = BURST;
  private countedAt = performance.now();
  private answered = true;

  /**
   * @param tell is told of faults in answering a message
   * @param closing is told with which code this end closes the socket
   */
  constructor(
    private readonly socket: WebSocket,
    private readonly tell: (fault: unknown) => void,
    private readonly closing: (code: number) => void,
  ) {
    this.protocol = socket.protocol;
    // What a client does wrong ends its socket, and is no fault of the service.
    socket.on('error', () => undefined);
    socket.on('ping', () => this.count());
    socket.on('pong', () => {
      this.answered = true;
      this.count();
    });
  }

  async send(data: string): Promise<void> {
    if (this.socket.readyState !== this.socket.OPEN) return;
    if (this.socket.bufferedAmount > MOST_WAITING) this.socket.terminate();
    else
      await new Promise<void>((resolve) => {
        // Whether it arrived or the socket ended: `close` tells.
        this.socket.send(data, () => {
          resolve();
        });
      });
  }

  close(code: number, reason: string): void {
    if (this.socket.readyState === this.socket.OPEN) this.closing(code);
    // The protocol's own reason repeats what the client sent.
    this.socket.close(code, code === ALREADY_EXISTS ? 'Subscriber already exists' : reason);
  }

  onMessage(answer: (data: string) => Promise<void>): void {
    this.socket.on('message', (data: Buffer) => {
      if (!this.count()) return;
      answer(data.toString()).catch((fault: unknown) => {
        if (isOfServer(fault)) {
          this.close(CloseCode.BadRequest, 'Invalid message received');
          return;
        }
        this.tell(fault);
        this.close(CloseCode.InternalServerError, 'Internal server error');
      });
    });
  }

  /** To a ping of the protocol: an answer without what came with it. */
  async onPing(): Promise<void> {
    await this.send('{"type":"pong"}');
  }

  /** Asks for a sign of life; who gave none since the last time, or takes nothing, is gone. */
  heartbeat(): void {
    if (!this.answered || this.socket.bufferedAmount > MOST_WAITING) {
      this.socket.terminate();
      return;
    }
    this.answered = false;
    if (this.socket.readyState === this.socket.OPEN) this.socket.ping();
  }

  /** Whether one more message is within the limits; the socket is closed when not, and what still comes is not looked at. */
  private count(): boolean {
    if (this.socket.readyState !== this.socket.OPEN) return false;
    const now = performance.now();
    this.left = Math.min(BURST, this.left + ((now - this.countedAt) / 1_000) * PER_SECOND) - 1;
    this.countedAt = now;
    if (this.left < 0) this.close(POLICY_VIOLATION, 'Too many messages');
    return this.left >= 0;
  }
}

/** graphql-ws throws when a client sends what only a server may; that is the client's fault alone. */
function isOfServer(fault: unknown): boolean {
  return fault instanceof Error && fault.message.startsWith('Unexpected message of type ');
}
