import { once } from 'node:events';
import { connect } from 'node:net';
import { ADA } from '../support/facts.js';
import { start, type Running } from '../support/process.js';

const UPGRADE = 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n';
const WITH_KEY = `${UPGRADE}Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n`;

describe('A connection that breaks', () => {
  let service: Running;
  beforeAll(async () => {
    service = await start();
  });

  /** Sends the beginning of a request, and resets the connection at once. */
  async function breakOff(text: string): Promise<void> {
    const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
    const closed = once(socket, 'close');
    await once(socket, 'connect');
    socket.write(text, () => socket.resetAndDestroy());
    await closed;
  }

  it.each([
    ['while it asks for a WebSocket', `GET /graphql HTTP/1.1\r\nHost: x\r\n${WITH_KEY}\r\n`],
    [
      'while it asks for a WebSocket where there is none',
      `GET /nowhere HTTP/1.1\r\nHost: x\r\n${WITH_KEY}\r\n`,
    ],
    ['while it asks for a WebSocket at what is no path', `GET // HTTP/1.1\r\nHost: x\r\n${WITH_KEY}\r\n`],
    ['while it asks for a WebSocket without its key', `GET /graphql HTTP/1.1\r\nHost: x\r\n${UPGRADE}\r\n`],
    ['in the middle of its headers', 'POST /graphql HTTP/1.1\r\nHost: x\r\ncontent-'],
    [
      'in the middle of its body',
      'POST /graphql HTTP/1.1\r\nHost: x\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{"query":',
    ],
    ['with what is no HTTP', '\0\x16\x03\x01\r\n\r\n'],
  ])('does not take the service along %s', async (_, text) => {
    for (let time = 0; time < 20; time++) await breakOff(text);
    expect(await service.client().signIn(ADA)).toMatchObject({ code: 'CREDENTIALS_REFUSED' });
  });

  it('is not worth a word in the log, but for what was refused before it broke', async () => {
    const { code, lines } = await service.stop();
    expect(code).toBe(0);
    const expected = /Made a master key|listens on|has stopped/;
    const refused = /WARN: (connect: refused|signIn: CredentialsRefused) /;
    expect(lines.filter((line) => !expected.test(line) && !refused.test(line))).toEqual([]);
  });
});
