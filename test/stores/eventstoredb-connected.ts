import { Logger } from '@nestjs/common';
import { connectEventStoreDb } from '../../src/event-store/eventstoredb-connection.js';
import {
  EventStoreDbEventStore,
  type EventStoreDbOptions,
} from '../../src/event-store/eventstoredb-event-store.js';
import { NO_STREAM, type EventStore } from '../../src/event-store/event-store.js';
import { EventStoreDbServer, type ServerOptions } from '../support/eventstoredb/eventstoredb-server.js';
import { follow, type Follower } from '../support/follower.js';
import { newEvent } from '../support/new-events.js';

// What is broken off on purpose need not be told.
Logger.overrideLogger(['error']);

const open: (() => Promise<void>)[] = [];

/** A server of this test; it is gone after it. */
export async function newServer(options: ServerOptions = {}): Promise<EventStoreDbServer> {
  const server = await EventStoreDbServer.start(options);
  open.push(() => server.close());
  return server;
}

/** The event log on a server; it is closed after the test. What is to run into a time limit gets a short one. */
export function connect(
  url: string,
  { timeLimit = 5_000, maxInFlight = 256, streams = ['category'] }: Partial<EventStoreDbOptions> = {},
): EventStoreDbEventStore {
  const { client, credentials } = connectEventStoreDb(url);
  const store = new EventStoreDbEventStore(client, {
    streams,
    timeLimit,
    maxInFlight,
    credentials,
  });
  open.push(() => store.close());
  return store;
}

/** Follows the log for as long as the test runs. */
export function following(store: EventStore, after: number): Follower {
  const follower = follow(store, { after });
  open.push(() => follower.stop());
  return follower;
}

/** Closes what the test opened, the newest first. */
export async function closeAll(): Promise<void> {
  for (const close of open.splice(0).reverse()) await close();
}

/** Every way to ask something of an event store once. */
export function questions(store: EventStore, stream: string): readonly (() => Promise<unknown>)[] {
  return [
    () => store.append(stream, NO_STREAM, [newEvent()]),
    () => store.readStream(stream, { limit: 1 }),
    () => store.readAll({ after: 0, limit: 1 }),
    () => store.head(),
  ];
}

export const UNAVAILABLE = { code: 'EVENT_STORE_UNAVAILABLE' };
