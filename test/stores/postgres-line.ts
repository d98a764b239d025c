import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A network line to a server, which can be cut without either end being told. */
export interface Line {
  /** The server's connection string, through the line. */
  readonly url: string;
  readonly cut: () => void;
  readonly mend: () => void;
  readonly close: () => Promise<void>;
}

export async function lineTo(server: string): Promise<Line> {
  const { hostname, port } = new URL(server);
  const sockets = new Set<Socket>();
  let isCut = false;
  const carry = (from: Socket, to: Socket) => {
    sockets.add(from);
    from.on('data', (bytes) => to.write(bytes));
    from.on('close', () => {
      sockets.delete(from);
      to.destroy();
    });
    from.on('error', () => undefined);
    // Who does not read hears nothing, not even that the other end hangs up.
    if (isCut) from.pause();
  };
  const listener = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    carry(client, upstream);
    carry(upstream, client);
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');

  const url = new URL(server);
  url.hostname = '127.0.0.1';
  url.port = String((listener.address() as AddressInfo).port);
  return {
    url: url.href,
    cut: () => {
      isCut = true;
      sockets.forEach((socket) => socket.pause());
    },
    mend: () => {
      isCut = false;
      sockets.forEach((socket) => socket.resume());
    },
    close: async () => {
      const closed = once(listener.close(), 'close');
      sockets.forEach((socket) => socket.destroy());
      await closed;
    },
  };
}
