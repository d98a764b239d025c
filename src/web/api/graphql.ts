import type { TypedDocumentString } from './operations.js';

const URL_PATH = '/graphql';

/** An answer that takes longer will not come. */
const DEADLINE_MS = 30_000;

/** What kept an answer from coming. The message is for people. */
export class Fault extends Error {
  constructor(
    message: string,
    /** As in `extensions.code`; `UNREACHABLE` when nobody answered. */
    readonly code: string,
    /** Names the request in the service's log. */
    readonly correlationId: string | null = null,
  ) {
    super(message);
    this.name = 'Fault';
  }
}

interface Reply<R> {
  readonly data?: R | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: Extensions }[];
}
interface Extensions {
  readonly code?: string;
  readonly correlationId?: string;
}

/**
 * Sends a query or mutation to the service this page came from; the session cookie goes along.
 * @param key an access key, sent instead of the cookie
 * @throws {Fault} when there is no answer
 */
export async function send<R, V>(
  document: TypedDocumentString<R, V>,
  variables: V,
  key: string | null = null,
): Promise<R> {
  const { data, errors } = await reply<R>(JSON.stringify({ query: document.toString(), variables }), key);
  const [error] = errors ?? [];
  if (error || !data) {
    const { code = 'INTERNAL_SERVER_ERROR', correlationId = null } = error?.extensions ?? {};
    throw new Fault(error?.message ?? 'The service gave no answer.', code, correlationId);
  }
  return data;
}

async function reply<R>(body: string, key: string | null): Promise<Reply<R>> {
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    ...(key !== null && { authorization: `Bearer ${key}` }),
  };
  try {
    const signal = AbortSignal.timeout(DEADLINE_MS);
    const response = await fetch(URL_PATH, { method: 'POST', headers, body, signal });
    return (await response.json()) as Reply<R>;
  } catch {
    throw new Fault('The service cannot be reached. Check your connection and try again.', 'UNREACHABLE');
  }
}
