import type { Reply } from './client-transport.js';
import type { Client } from './client.js';
import { eventually } from './eventually.js';
import type { Running } from './process.js';

const MASTER_KEY = Buffer.from('the master key for attack tests.').toString('base64');

/** How the built service runs in production, where the log is JSON. */
export const IN_PRODUCTION = { NODE_ENV: 'production', MASTER_KEY };

/** Pino's numbers for what went well, and for what was refused. */
export const [INFO, WARN] = [30, 40];

export const UUID = expect.stringMatching(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/) as string;

/** The lines a running service has written to its security log so far. */
export function securityLines({ output }: Pick<Running, 'output'>): readonly Record<string, unknown>[] {
  const complete = output().split('\n').slice(0, -1);
  return complete
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ context }) => context === 'Security');
}

/** The one line a request left; without what all lines have. */
export async function lineOf(service: Running, reply: Reply | undefined): Promise<Record<string, unknown>> {
  const id = reply?.headers.get('x-correlation-id');
  const ofRequest = () => securityLines(service).filter(({ correlationId }) => correlationId === id);
  await eventually(() => {
    expect(ofRequest()).not.toEqual([]);
  });
  expect(ofRequest()).toHaveLength(1);
  const { time, context, correlationId, msg, ...line } = ofRequest()[0]!;
  expect({ time, context, correlationId, msg }).toEqual({
    time: expect.stringMatching(/Z$/),
    context: 'Security',
    correlationId: id,
    msg: `${String(line['operation'])}: ${String(line['outcome'])}`,
  });
  return line;
}

/** The line of what a client sent last. */
export function lineOfLast(service: Running, { replies }: Client): Promise<Record<string, unknown>> {
  return lineOf(service, replies.at(-1));
}
