import { z } from 'zod';
import type { Json } from './event-store.js';

/**
 * Who did it. A person acts through a session, an application or administrator
 * through an API key, the system on its own. No field here is personal data.
 */
export const actorSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('person'), accountId: z.string(), sessionId: z.string().nullable() }),
  z.object({ kind: z.literal('application'), apiKeyId: z.string() }),
  z.object({ kind: z.literal('administrator'), apiKeyId: z.string() }),
  z.object({ kind: z.literal('system') }),
]);
export type Actor = z.infer<typeof actorSchema>;

/** Came out of `JSON.parse`: to walk through it again would cost more than all else here. */
const parsedJson = z.custom<Json>((value) => value !== undefined);

/** What every event says about itself. The `$` names are EventStoreDB's own. */
export const eventMetadataSchema = z.object({
  schemaVersion: z.int().positive(),
  /** When it was decided, by the clock of the service: ISO 8601, UTC. */
  at: z.iso.datetime(),
  actor: actorSchema,
  /** The API operation it came from, as in the GraphQL schema. */
  operation: z.string(),
  /** The request everything that followed belongs to. */
  $correlationId: z.string(),
  /** The command (or event) that led to it directly. */
  $causationId: z.string(),
  /**
   * The hash of the event before it in its stream: see `event-hash.ts`. `null` in the first; events that
   * were written before there was a chain have none.
   */
  previousHash: z
    .string()
    .regex(/^[\da-f]{64}$/)
    .nullable()
    .optional(),
  /**
   * Revision of the newest event of the stream, up to this one, at which the clock showed less than
   * at the event before it: from there on times only increase. Absent while it was never put back.
   */
  clockSetBackAt: z.int().positive().optional(),
  /**
   * Its message authentication code: see `event-mac.ts`. Events that were written before there were any have none.
   */
  mac: z
    .string()
    .regex(/^[\da-f]{32}$/)
    .optional(),
  /** What the stream adds up to with this event: see ADR 0002. On the last event of an append. */
  state: z.object({ version: z.int(), value: parsedJson }).optional(),
});
export type EventMetadata = z.infer<typeof eventMetadataSchema>;

/** Where a command comes from: what an event's metadata needs to know of it. */
export interface Origin {
  readonly actor: Actor;
  readonly operation: string;
  readonly correlationId: string;
  readonly causationId: string;
}
