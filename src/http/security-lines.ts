import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isCodeOfFault } from '../graphql/masked-errors.js';
import type { SecurityLine, SecurityLog, SecurityMatter } from '../logging/security-log.js';
import { notesOfRequest, noting, type SecurityNotes } from '../logging/security-notes.js';

/** Has each request over HTTP leave one line in the security log, if it concerns security, before it is answered. */
export function tellOfSecurity(fastify: FastifyInstance, log: SecurityLog): void {
  if (!log.isOn) return;
  // Not sooner: what is awaited while a body is read does not know the request.
  fastify.addHook('preHandler', (_request, _reply, done) => {
    noting({}, done);
  });
  fastify.addHook('onSend', (request, { statusCode }, _payload, done) => {
    tell(log, notesOfRequest() ?? {}, request, statusCode);
    done();
  });
}

function tell(
  log: SecurityLog,
  notes: SecurityNotes,
  { id: correlationId, method, routeOptions: { url = '…' } }: FastifyRequest,
  status: number,
): void {
  const what = matterOf(notes, status);
  if (what === undefined) return;
  const { act = `${method} ${url}`, refused = what !== 'act', outcome = 'refused', ...noted } = notes;
  const line: SecurityLine = {
    ...{ what, operation: act, outcome },
    ...noted,
    ...(status >= 400 && { status }),
    correlationId,
  };
  log[refused ? 'refused' : 'accepted'](line);
}

/** What a request is told for, if it is. */
function matterOf(
  { act, outcome, denied, token }: SecurityNotes,
  status: number,
): SecurityMatter | undefined {
  if (denied !== undefined || outcome === 'NOT_ALLOWED' || outcome === 'NotAllowed') return 'access';
  if (act !== undefined) return 'act';
  if (outcome === 'LIMIT_EXCEEDED' || status === 429) return 'limit';
  // What went wrong here is in the log as the fault it is.
  if (outcome !== undefined && !isCodeOfFault(outcome)) return 'request';
  if (token !== undefined) return 'token';
  if (status === 403) return 'origin';
  return status >= 400 && status < 500 && status !== 404 ? 'request' : undefined;
}
