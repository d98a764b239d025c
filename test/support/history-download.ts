import type { Reply, Transport } from './client-transport.js';

/** Asks for an account's history as a file. @param after the `sequence` of the last event that is there already */
export function downloadHistory(client: Transport, accountId: string, after?: string): Promise<Reply> {
  const rest = after === undefined ? '' : `?after=${after}`;
  return client.request({}, `/accounts/${accountId}/history.ndjson${rest}`);
}

/** A line of an account's history: an event, or a signed head. */
export interface HistoryLine {
  readonly type: string;
  readonly id: string;
  readonly subject?: string;
  readonly sequence?: string;
  readonly inclusionproof?: string;
}

/** The lines of a history that was downloaded. */
export function linesOf({ text }: Reply): readonly HistoryLine[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as HistoryLine);
}
