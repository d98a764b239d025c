import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { SocketLink } from '../../../src/graphql/socket-link.js';
import { eventually } from '../../support/eventually.js';

const MEGABYTE = 1024 * 1024;

/** A link of the service, and the client at its other end. */
async function linked() {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  const client = new WebSocket(`ws://127.0.0.1:${String((server.address() as AddressInfo).port)}`);
  const [socket] = (await once(server, 'connection')) as [WebSocket];
  if (client.readyState !== WebSocket.OPEN) await once(client, 'open');
  const tell = (fault: unknown) => {
    throw fault;
  };
  const link = new SocketLink(socket, tell, () => undefined);
  const end = () => {
    client.terminate();
    socket.terminate();
    server.close();
  };
  return { client, socket, link, [Symbol.dispose]: end };
}

describe('A client that reads more slowly than it is told', () => {
  it('is dropped when more than a megabyte waits for it, and what waited is let go', async () => {
    using pair = await linked();
    const { client, socket, link } = pair;
    client.pause();
    let most = 0;
    const text = 'x'.repeat(MEGABYTE / 4);
    for (let sent = 0; sent < 200 && socket.readyState === WebSocket.OPEN; sent++) {
      void link.send(text);
      most = Math.max(most, socket.bufferedAmount);
      await new Promise(setImmediate);
    }
    expect(socket.readyState).not.toBe(WebSocket.OPEN);
    expect(most).toBeLessThan(2 * MEGABYTE);
    await eventually(() => {
      expect(socket.readyState).toBe(WebSocket.CLOSED);
    });
  });

  it('holds up who tells it until it has read, so that nothing piles up', async () => {
    using pair = await linked();
    const { client, socket, link } = pair;
    let received = 0;
    client.on('message', (data: Buffer) => (received += data.length));
    for (let sent = 0; sent < 50; sent++) {
      await link.send('x'.repeat(MEGABYTE / 4));
      expect(socket.bufferedAmount).toBeLessThan(MEGABYTE);
    }
    await eventually(() => {
      expect(received).toBe(50 * (MEGABYTE / 4));
    });
  });
});
