import { EventStoreDBClient } from '@eventstore/db-client';
import { accountsProjection } from '../../src/accounts/accounts.projection.js';
import { claim, username } from '../../src/accounts/username.decider.js';
import { connectEventStoreDb } from '../../src/event-store/eventstoredb-connection.js';
import { EventStoreDbEventStore } from '../../src/event-store/eventstoredb-event-store.js';
import { LOG_START } from '../../src/event-store/event-store.js';
import { LogGuard } from '../../src/event-store/log-guard.js';
import type { LogMarks } from '../../src/event-store/log-marks.js';
import { Decisions } from '../../src/event-store/decisions.js';
import { streamOf } from '../../src/event-store/stream-name.js';
import { account } from '../../src/accounts/account.state.js';
import { twoFactor } from '../../src/two-factor/two-factor.state.js';
import { eventually } from '../support/eventually.js';
import { collect } from '../support/eventstoredb/talk.js';
import { TestClock } from '../support/test-clock.js';
import { closeAll, following, newServer } from './eventstoredb-connected.js';
import { LOG_KEY } from '../support/macs.js';

const ID = '0198a0b4-0000-7000-8000-000000000001';
const ORIGIN = {
  actor: { kind: 'system' },
  operation: 'register',
  correlationId: 'the request',
  causationId: 'the command',
} as const;

/** Of a log that nothing was ever noted of. */
const UNMARKED: LogMarks = {
  mark: () => Promise.resolve(undefined),
  begin: () => Promise.resolve(),
  restore: () => Promise.resolve(),
};

/** The log as the service opens it, with one event that it decided on. */
async function decided() {
  const server = await newServer();
  const { client, credentials } = connectEventStoreDb(server.connectionString);
  const { streams } = accountsProjection;
  const store = new EventStoreDbEventStore(client, {
    streams,
    timeLimit: 3_000,
    maxInFlight: 16,
    credentials,
  });
  const facts = { accountId: ID, now: new TestClock().now(), holderIsGone: false };
  const guard = new LogGuard(store, UNMARKED);
  await new Decisions(store, new TestClock(), guard, LOG_KEY).decide(username, ID, ORIGIN, (state) =>
    claim(state, facts),
  );
  return { server, store };
}

afterEach(closeAll);

it('An event says what it belongs to and what led to it under the names the server has for that', async () => {
  const { server, store } = await decided();
  const outsider = EventStoreDBClient.connectionString(server.connectionString);
  const [found, ...more] = await collect(outsider.readStream(`username-${ID}`));
  expect(more).toStrictEqual([]);
  expect(found!.event).toMatchObject({
    type: 'UsernameClaimed',
    isJson: true,
    data: { accountId: ID },
    metadata: { $correlationId: 'the request', $causationId: 'the command' },
  });
  await outsider.dispose();
  await store.close();
});

it('A stream is named by its category, a dash, and an id, so that the server sorts it by category', () => {
  for (const { category } of [account, username, twoFactor]) {
    expect(category).toMatch(/^[a-z]+$/i);
    // The server takes what is before the first dash.
    expect(streamOf({ category }, ID).split('-', 1)).toStrictEqual([category]);
    expect(accountsProjection.streams).toContain(`${category}-`);
  }
});

it("The server sends the streams of this service only, and never the system's", async () => {
  const { server, store } = await decided();
  const follower = following(store, LOG_START);
  await eventually(() => expect(follower.events).toMatchObject([{ stream: `username-${ID}` }]));
  const [asked, ...more] = server.subscribed;
  expect(more).toStrictEqual([]);
  const filter = asked!.getFilter()!.getStreamIdentifier()!;
  expect(filter.getRegex()).toBe('');
  expect(filter.getPrefixList().toSorted()).toStrictEqual(['account-', 'twoFactor-', 'username-']);
  expect(asked!.getResolveLinks()).toBe(false);
  await follower.stop();
  await store.close();
});
