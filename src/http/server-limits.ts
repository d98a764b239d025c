import type { FastifyHttpOptions } from 'fastify';
import type { Server } from 'node:http';

/** No request of this API comes near it. */
const MAX_BODY_BYTES = 64 * 1024;
const MAX_HEADER_BYTES = 8 * 1024;

/** What a client may take of the HTTP server: who sends slowly, or says nothing, is cut off. */
export const SERVER_LIMITS = {
  bodyLimit: MAX_BODY_BYTES,
  /** From its first byte to its last. */
  requestTimeout: 10_000,
  /** Between two requests. */
  keepAliveTimeout: 30_000,
  http: { headersTimeout: 5_000, connectionsCheckingInterval: 1_000, maxHeaderSize: MAX_HEADER_BYTES },
} satisfies FastifyHttpOptions<Server>;
