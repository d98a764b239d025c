import { connect, type Socket } from 'node:net';
import { once } from 'node:events';

const HEAD_END = '\r\n\r\n';

/**
 * Posts each body to `/graphql`, over as many kept-open connections as requests are to
 * be in flight. As little as it takes, so that it is the service that is measured.
 * @param check is handed the body of every reply; throws when it is not as it should be
 * @returns requests answered per second
 */
export async function post(
  port: number,
  bodies: readonly string[],
  inFlight: number,
  check: (reply: string) => void,
): Promise<number> {
  const requests = bodies.map(request);
  const sockets = await Promise.all(Array.from({ length: inFlight }, () => open(port)));
  let next = 0;
  const begin = performance.now();
  await Promise.all(
    sockets.map(async (socket) => {
      for (let request = requests[next++]; request !== undefined; request = requests[next++]) {
        check(await exchange(socket, request));
      }
    }),
  );
  const seconds = (performance.now() - begin) / 1_000;
  for (const socket of sockets) socket.destroy();
  return bodies.length / seconds;
}

/** One kept-open connection to the service. */
export async function open(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  // Whoever waits for a reply hears that it was closed; a service that was stopped is no other fault.
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** The bytes of a GraphQL request. */
export function request(body: string): string {
  const length = Buffer.byteLength(body);
  return `POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: ${length}${HEAD_END}${body}`;
}

/** Sends a request and resolves with the body of its reply. */
export function exchange(socket: Socket, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = '';
    const settle = (outcome: () => void) => {
      socket.off('data', take).off('close', closed);
      outcome();
    };
    const closed = () => {
      settle(() => {
        reject(new Error('The service closed the connection'));
      });
    };
    const take = (chunk: Buffer) => {
      // The replies are ASCII: characters are bytes.
      received += chunk.toString('latin1');
      const body = complete(received);
      if (body === undefined) return;
      settle(() => {
        if (received.startsWith('HTTP/1.1 200 ')) resolve(body);
        else reject(new Error(`The service answered ${received}`));
      });
    };
    socket.on('data', take).on('close', closed);
    socket.write(request);
  });
}

function complete(received: string): string | undefined {
  const headEnd = received.indexOf(HEAD_END);
  if (headEnd < 0) return undefined;
  const length = /\r\ncontent-length: (\d+)\r\n/i.exec(received.slice(0, headEnd + 2))?.[1];
  const body = received.slice(headEnd + HEAD_END.length);
  return body.length < Number(length) ? undefined : body;
}
