import fc from 'fast-check';
import type { Client } from '../../support/client.js';
import { eventually } from '../../support/eventually.js';
import { startInProduction } from '../../support/production.js';
import { RawSocket } from '../../support/raw-socket.js';
import type { Service } from '../../support/service.js';

/** Close codes that say whose fault it was: `4500` and `1011` say the service's. */
const FAULTS = [1011, 4500];

const text = fc.oneof(
  fc.constantFrom(
    'subscription { twoFactorChanged { position } }',
    'subscription { twoFactorChanged(after: "-1") { position } }',
    'subscription ($id: ID) { twoFactorChanged(accountId: $id) { position } }',
    'query { viewer { session { id } } }',
    'subscription { ',
  ),
  fc.string({ unit: 'binary', maxLength: 100 }),
);
const payload = fc.oneof(
  fc.record(
    { query: text, variables: fc.jsonValue(), operationName: fc.jsonValue(), extensions: fc.jsonValue() },
    { requiredKeys: [] },
  ),
  fc.record({ query: text, variables: fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 }) }),
  fc.jsonValue(),
);
const message = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .record(
        {
          type: fc.constantFrom(
            'subscribe',
            'complete',
            'ping',
            'pong',
            'next',
            'connection_init',
            'connection_ack',
            '__proto__',
          ),
          id: fc.oneof(fc.constantFrom('1', '2', '__proto__', 'constructor', ''), fc.jsonValue()),
          payload,
        },
        { requiredKeys: ['type'] },
      )
      .map((made) => JSON.stringify(made)),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
);

describe('Whatever is sent over WebSocket', () => {
  let service: Service;
  let application: Client;
  beforeAll(async () => {
    service = await startInProduction();
    application = await service.keyClient('application');
  });
  afterAll(() => service.dispose());

  it('is answered as what it is or ends the socket, by no fault, with nothing from inside, and nothing stays behind', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(message, { minLength: 1, maxLength: 10 }),
        fc.boolean(),
        async (messages, introduced) => {
          using socket = new RawSocket(service.nextUrl());
          await (introduced ? socket.introduced(application.token) : socket.opened());
          for (const each of messages) socket.send(each);
          socket.say({ type: 'ping' });
          // Answered after all that came before it, if the socket lives so long.
          await eventually(() => {
            expect(socket.closed !== undefined || socket.messages.some(({ type }) => type === 'pong')).toBe(
              true,
            );
          });
          expect(FAULTS).not.toContain(socket.closed?.code);
          const said = JSON.stringify(socket.messages);
          expect(said).not.toMatch(/INTERNAL_SERVER_ERROR|node_modules|\.js:\d|at async/);
        },
      ),
      { numRuns: 150 },
    );
    await eventually(async () => {
      expect(await service.openSubscriptions()).toBe(0);
    });
    using socket = await new RawSocket(service.nextUrl()).introduced(application.token);
    expect(socket.closed).toBeUndefined();
  });

  it('by a client that goes away in the middle of a frame, or of the handshake, harms nobody', async () => {
    const sockets = await Promise.all(
      Array.from({ length: 10 }, () => new RawSocket(service.nextUrl()).introduced(application.token)),
    );
    for (const { socket } of sockets) {
      socket.send('x'.repeat(60_000), { fin: false });
      socket.terminate();
    }
    for (let i = 0; i < 10; i++) new RawSocket(service.nextUrl())[Symbol.dispose]();
    expect(await service.client().query('{ __typename }')).toEqual({ __typename: 'Query' });
  });
});
