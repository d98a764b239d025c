import type { FastifyReply, FastifyServerOptions } from 'fastify';
import type { Server } from 'node:http';
import type { PlainReplies } from './plain-replies.js';

/** How the parser of Node says what it could not read, and what its client is told. */
const STATUS_OF: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
};

/** Answers what never becomes a request to the application. */
export function answersToUnread(
  replies: PlainReplies,
): Pick<FastifyServerOptions, 'clientErrorHandler' | 'frameworkErrors'> {
  return {
    clientErrorHandler: (fault, socket) => {
      if (fault.code === 'ECONNRESET' || socket.destroyed) return;
      if (socket.writable) socket.write(replies.text(STATUS_OF[fault.code] ?? 400));
      socket.destroy(fault);
    },
    // An address that cannot be decoded, or is too long.
    frameworkErrors: ({ statusCode = 400 }, request, reply) => {
      const { status, headers, body } = replies.to(statusCode, request.id);
      (reply as FastifyReply).code(status).headers(headers).send(body);
    },
  };
}

/** Nothing is expected of this service but to go on (RFC 9110 §10.1.1). */
export function refuseExpectations(server: Server, replies: PlainReplies): void {
  server.on('checkExpectation', (_request, response) => {
    const { status, headers, body } = replies.to(417);
    response.writeHead(status, headers).end(body);
  });
}
