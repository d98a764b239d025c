import { LOG_START, NO_STREAM } from '../../src/event-store/event-store.js';
import { misconfiguration } from '../../src/event-store/eventstoredb-faults.js';
import { makeCertificates } from '../support/eventstoredb/certificates.js';
import type { EventStoreDbServer } from '../support/eventstoredb/eventstoredb-server.js';
import { newEvents, newStream } from '../support/new-events.js';
import { closeAll, connect, newServer, UNAVAILABLE } from './eventstoredb-connected.js';

const ours = makeCertificates();
const others = makeCertificates('DNS:elsewhere.example');
afterAll(() => {
  ours.remove();
  others.remove();
});
afterEach(closeAll);

const USERS = { admin: { password: 'p/?', groups: ['$admins'] }, service: { password: 's' } };
const ADMIN = 'admin:p%2F%3F';

let server: EventStoreDbServer;
beforeEach(async () => {
  server = await newServer({ tls: ours, users: USERS });
});

const urlFor = (who: string, { port } = server, ca = ours.caFile) =>
  `esdb://${who}@localhost:${String(port)}?tlsCAFile=${encodeURIComponent(ca)}`;

/** What the operator is told about a store that was asked for its head. */
const told = async (url: string): Promise<string | undefined> => {
  const asked = connect(url).head();
  await expect(asked).rejects.toMatchObject(UNAVAILABLE);
  return asked.then(() => undefined, misconfiguration);
};

describe('Over TLS', () => {
  it.each(['esdb', 'kurrentdb'])(
    'the log is there for who has the certificate and the password: %s',
    async (scheme) => {
      const store = connect(urlFor(ADMIN).replace('esdb', scheme));
      const stream = newStream();
      const { position } = await store.append(stream, NO_STREAM, newEvents(2));
      expect(await store.readStream(stream, { limit: 10 })).toHaveLength(2);
      expect(await store.head()).toBe(position);
      expect((await store.readAll({ after: LOG_START, limit: 10 })).events).toHaveLength(2);
    },
  );

  it('the nodes of a cluster are discovered', async () => {
    const peer = await newServer({ tls: ours, users: USERS, store: server.store, peers: [] });
    const url = urlFor(ADMIN).replace('localhost', `localhost:${String(peer.port)},localhost`);
    await expect(connect(url).head()).resolves.toBe(LOG_START);
  });
});

describe('What waiting does not mend is told to the operator in one line:', () => {
  it.each(['admin:wrong', 'nobody:s'])('a user or a password that is not known (%s)', async (who) => {
    expect(await told(urlFor(who))).toBe('it does not accept the user name and password');
  });

  it('a user who may not read the log', async () => {
    expect(await told(urlFor('service:s'))).toBe('it does not let this user read $all');
  });

  it('a certificate of another authority', async () => {
    expect(await told(urlFor(ADMIN, server, others.caFile))).toMatch(
      /^TLS failed \(.*(self-signed certificate|unable to (verify|get)).*\)$/,
    );
  });

  it('a certificate of another host', async () => {
    const elsewhere = await newServer({ tls: others, users: USERS });
    expect(await told(urlFor(ADMIN, elsewhere, others.caFile))).toMatch(/^TLS failed \(.*altname.*\)$/i);
  });

  it('a server that does not speak TLS', async () => {
    const plain = await newServer();
    expect(await told(urlFor(ADMIN, plain))).toMatch(/^TLS failed \(/);
  });
});

it('What passes by itself is not told as a mistake of the operator', async () => {
  await server.stop();
  expect(await told(urlFor(ADMIN))).toBeUndefined();
  await server.start();
  server.refuse();
  expect(await told(urlFor(ADMIN))).toBeUndefined();
});
