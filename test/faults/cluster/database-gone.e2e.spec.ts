import { eventually } from '../../support/eventually.js';
import type { Running } from '../../support/process.js';
import {
  expectNobodyIsLetIn,
  expectOwnerIsLetIn,
  followAs,
  isReady,
  isWaitingFor,
  newOwner,
  type Owner,
} from './outages.js';
import { startServers, type Servers } from './servers.js';

let servers: Servers;
let replica: Running;
let owner: Owner;
beforeAll(async () => {
  servers = await startServers();
  replica = await servers.replica();
});
beforeEach(async () => {
  owner = await newOwner(replica);
});
afterAll(() => servers.remove());

describe('When PostgreSQL goes while the service runs', () => {
  it('nobody is let in until it is back; then sessions, challenges and codes are worth what they were', async () => {
    await servers.postgres.stop('at once');
    await isWaitingFor(replica, 'database');
    await expectNobodyIsLetIn(replica, owner);
    await servers.postgres.startAgain();
    await isReady(replica);
    await expectOwnerIsLetIn(replica, owner);
  });

  it('whoever follows changes is asked to come again, and misses nothing', async () => {
    const subscriber = followAs(replica, owner);
    await subscriber.received(3);
    await servers.postgres.stop('at once');
    const stranger = followAs(replica, owner);
    expect(await stranger.rejected()).toEqual({ code: 1013, reason: 'Try again later' });
    expect(stranger.changes).toEqual([]);
    await servers.postgres.startAgain();
    await isReady(replica);
    stranger.resume();
    expect(await stranger.received(3)).toEqual(subscriber.changes);
    await Promise.all([subscriber.dispose(), stranger.dispose()]);
  });

  it('a service that stops does so in good order', async () => {
    const other = await servers.replica();
    await servers.postgres.stop('at once');
    expect(await other.stop()).toMatchObject({ code: 0, stderr: '' });
    await servers.postgres.startAgain();
    await isReady(replica);
  });

  it('the operator is told, without a password', async () => {
    await servers.postgres.stop('at once');
    await expectNobodyIsLetIn(replica, owner);
    await servers.postgres.startAgain();
    await isReady(replica);
    await eventually(() => expect(replica.output()).toContain('STORAGE_UNAVAILABLE'));
    const { stdout, stderr } = await replica.stop();
    expect(stderr).toBe('');
    expect(stdout).not.toContain(new URL(servers.databaseUrl).password);
    expect(stdout).not.toContain(owner.credentials.password);
  });
});
