import {
  EventStoreDBClient,
  jsonEvent,
  type AllStreamResolvedEvent,
  type AllStreamSubscription,
  type JSONEventData,
  type ResolvedEvent,
  type StreamingRead,
} from '@eventstore/db-client';
import { randomUUID } from 'node:crypto';
import { EventStoreDbServer, type ServerOptions } from './eventstoredb-server.js';

/** The real client, as a test of the server uses it. */
export function clientOf(connectionString: string): EventStoreDBClient {
  return EventStoreDBClient.connectionString(connectionString);
}

/** Credentials of its own make the client send an append as a call of its own. */
export const UNARY = { credentials: { username: 'nobody', password: 'asks' } };

/** Events that can be told apart by their number. */
export function numbered(count: number, from = 0): JSONEventData[] {
  return Array.from({ length: count }, (_, index) =>
    jsonEvent({
      id: randomUUID(),
      type: 'Counted',
      data: { number: from + index },
      metadata: { by: 'a test' },
    }),
  );
}

export function numberOf({ event }: ResolvedEvent | AllStreamResolvedEvent): number {
  return (event?.data as { number: number }).number;
}

export async function collect<E>(read: StreamingRead<E>): Promise<E[]> {
  const found: E[] = [];
  for await (const event of read) found.push(event);
  return found;
}

/** What a subscription tells, in the order it tells it. */
export interface Told {
  readonly events: AllStreamResolvedEvent[];
  caughtUp: number;
  readonly faults: Error[];
}

export function listen(subscription: AllStreamSubscription): Told {
  const told: Told = { events: [], caughtUp: 0, faults: [] };
  subscription
    .on('data', (event: AllStreamResolvedEvent) => told.events.push(event))
    .on('caughtUp', () => told.caughtUp++)
    .on('error', (fault: Error) => told.faults.push(fault));
  return told;
}

/** A server for a part of a test; it is gone afterwards, however that ends. */
export async function withServer(
  options: ServerOptions,
  test: (client: EventStoreDBClient, server: EventStoreDbServer) => Promise<void>,
): Promise<void> {
  const server = await EventStoreDbServer.start(options);
  const client = clientOf(server.connectionString);
  try {
    await test(client, server);
  } finally {
    await client.dispose();
    await server.close();
  }
}

/** A promise that stays open is told from one that is late by giving others plenty of chances first. */
export async function isUnanswered(asked: Promise<unknown>): Promise<boolean> {
  let answered = false;
  const note = () => {
    answered = true;
  };
  asked.then(note, note);
  await withServer({}, async (other) => {
    for (let turn = 0; turn < 10; turn++) await other.appendToStream('witness', numbered(1), UNARY);
  });
  return !answered;
}
