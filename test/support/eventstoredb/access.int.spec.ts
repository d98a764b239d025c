import type { EventStoreDBClient } from '@eventstore/db-client';
import { makeCertificates } from './certificates.js';
import { EventStoreDbServer } from './eventstoredb-server.js';
import { clientOf, collect, numbered } from './talk.js';

const ours = makeCertificates();
const others = makeCertificates('DNS:elsewhere.example');
afterAll(() => {
  ours.remove();
  others.remove();
});

const USERS = {
  admin: { password: 'a', groups: ['$admins'] },
  service: { password: 's' },
  guest: { password: 'g' },
};

let server: EventStoreDbServer;
const clients: EventStoreDBClient[] = [];
const connect = (who: string, ca = ours.caFile): EventStoreDBClient => {
  const url = `esdb://${who}localhost:${String(server.port)}?tlsCAFile=${ca}`;
  const client = clientOf(url);
  clients.push(client);
  return client;
};
const write = (client: EventStoreDBClient, stream = 'account-1') =>
  client.appendToStream(stream, numbered(1));
const readAll = (client: EventStoreDBClient) => collect(client.readAll({ maxCount: 1 }));

beforeEach(async () => {
  server = await EventStoreDbServer.start({ tls: ours, users: USERS });
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.dispose();
  await server.close();
});

it('lets in who has the password, over TLS', async () => {
  await write(connect('admin:a@'));
  expect(await readAll(connect('admin:a@'))).toHaveLength(1);
});

it('turns away a wrong password, whatever is asked', async () => {
  await expect(write(connect('admin:x@'))).rejects.toMatchObject({ type: 'access-denied', code: 16 });
  await expect(readAll(connect('admin:x@'))).rejects.toMatchObject({ type: 'access-denied', code: 16 });
});

it('gives nothing to who does not say who it is', async () => {
  await expect(write(connect(''))).rejects.toMatchObject({ type: 'access-denied' });
  await expect(readAll(connect(''))).rejects.toMatchObject({ type: 'access-denied', code: 7 });
});

it('keeps the log as a whole, and the streams of the system, for administrators', async () => {
  const service = connect('service:s@');
  await write(service);
  await expect(readAll(service)).rejects.toMatchObject({ type: 'access-denied', code: 7 });
  await expect(write(service, '$mine')).rejects.toMatchObject({ type: 'access-denied' });
});

it('goes by the access list of a stream, and of the log as a whole', async () => {
  const admin = connect('admin:a@');
  await admin.setStreamMetadata('$all', { acl: { readRoles: ['service'] } });
  await admin.setStreamMetadata('account-1', { acl: { readRoles: ['service'], writeRoles: ['service'] } });
  expect(await readAll(connect('service:s@'))).toHaveLength(1);
  await write(connect('service:s@'));
  await expect(write(connect('guest:g@'))).rejects.toMatchObject({ type: 'access-denied' });
  await expect(collect(connect('guest:g@').readStream('account-1'))).rejects.toMatchObject({
    type: 'access-denied',
  });
});

it('cannot be reached under another authority, or another name', async () => {
  const stranger = connect('admin:a@', others.caFile);
  await expect(readAll(stranger)).rejects.toMatchObject({ type: 'unavailable' });
  await server.close();
  server = await EventStoreDbServer.start({ tls: others, users: USERS });
  await expect(readAll(connect('admin:a@', others.caFile))).rejects.toMatchObject({ type: 'unavailable' });
});
