import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import { problemWith } from '../graphql/request-shape.js';
import { note } from '../logging/security-notes.js';

const PATH = '/graphql';

/** JSON in UTF-8, and nothing a form of another site can send without asking first. */
const JSON_IN_UTF_8 = /^application\/json *(; *charset="?utf-8"? *)?$/i;

/**
 * What a GraphQL request over HTTP may look like. Looser readings of the specifications
 * (several operations in a list, other content types, keys nobody knows) are refused before anything is made of them.
 */
export function guardGraphqlRequests(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', refuseUnread);
  fastify.addHook('preHandler', (request, reply, done) => {
    const problem = isPost(request) ? problemWith(request.body) : undefined;
    if (problem === undefined) done();
    else void refuse(request, reply, 400, problem.message, String(problem.extensions['code']));
  });
}

const refuseUnread: onRequestHookHandler = (request, reply, done) => {
  const { 'content-type': type = '', 'content-encoding': encoding = 'identity' } = request.headers;
  // Sent by GET it would be in addresses, which are kept in logs, and could be asked for by any page.
  if (isRead(request)) {
    void refuse(request, reply.header('allow', 'POST'), 405, 'Requests are sent by POST.', 'BAD_REQUEST');
  } else if (!isPost(request) || (JSON_IN_UTF_8.test(type) && encoding === 'identity')) done();
  else
    void refuse(
      request,
      reply,
      415,
      'Requests are sent as JSON in UTF-8, not compressed.',
      'UNSUPPORTED_MEDIA_TYPE',
    );
};

function isRead(request: FastifyRequest): boolean {
  return (request.method === 'GET' || request.method === 'HEAD') && isForGraphql(request);
}

function isPost(request: FastifyRequest): boolean {
  return request.method === 'POST' && isForGraphql(request);
}

/** As the router takes it, to which `/%67raphql` is the same. */
function isForGraphql({ routeOptions }: FastifyRequest): boolean {
  return routeOptions.url === PATH;
}

function refuse(
  { id: correlationId }: FastifyRequest,
  reply: FastifyReply,
  status: number,
  message: string,
  code: string,
): FastifyReply {
  note({ outcome: code, refused: true });
  return reply.code(status).send({ errors: [{ message, extensions: { code, correlationId } }] });
}
