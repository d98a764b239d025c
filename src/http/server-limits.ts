import type { FastifyHttpOptions } from 'fastify';
import type { Server } from 'node:http';

/** No request of this API comes near it. */
const MAX_BODY_BYTES = 64 * 1024;
const MAX_HEADER_BYTES = 8 * 1024;

/**
 * It goes on while the process has no time to read what was sent: with less, a machine that is short of time for a
 * moment would cut off those who were quick.
 */
const REQUEST_TIMEOUT_MS = 10_000;

/** What a client may take of the HTTP server: who sends slowly, or says nothing, is cut off. */
export const SERVER_LIMITS = {
  bodyLimit: MAX_BODY_BYTES,
  /** From its first byte to its last. */
  requestTimeout: REQUEST_TIMEOUT_MS,
  /** Between two requests. */
  keepAliveTimeout: 30_000,
  http: {
    headersTimeout: REQUEST_TIMEOUT_MS,
    connectionsCheckingInterval: 1_000,
    maxHeaderSize: MAX_HEADER_BYTES,
  },
} satisfies FastifyHttpOptions<Server>;
