import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { json } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';
import type { Misbehaving } from './faults.js';

const FAULTS = [
  ...(['dropBeforeCommit', 'dropAfterCommit', 'silentAfterCommit', 'timeOutAfterCommit'] as const),
  ...(['delay', 'stall', 'refuse', 'notLeader', 'noLeader', 'behave', 'dropSubscriptions'] as const),
  ...(['stop', 'start', 'restart'] as const),
];
type Fault = (typeof FAULTS)[number];

/** The faults, as another process can call for them. */
export type RemoteFaults = {
  readonly [F in Fault]: (...args: Parameters<Misbehaving[F]>) => Promise<void>;
};

/** A door for other processes: `POST /<fault>` with its arguments as a JSON array. */
export async function openControlDoor(server: Misbehaving, port = 0): Promise<{ door: Server; url: string }> {
  // A connection that it closed after a while might be used at that very moment.
  const door = createServer({ keepAliveTimeout: 0 }, (request, response) => {
    const answer = async () => {
      const fault = FAULTS.find((name) => request.url === `/${name}`);
      if (!fault) throw new Error(`no fault ${String(request.url)}`);
      const call = server[fault].bind(server) as (...args: unknown[]) => unknown;
      await call(...((await json(request)) as unknown[]));
    };
    answer().then(
      () => response.end(),
      (fault: unknown) => response.writeHead(400).end(String(fault)),
    );
  });
  door.listen(port, '127.0.0.1');
  await once(door, 'listening');
  return { door, url: `http://127.0.0.1:${String((door.address() as AddressInfo).port)}` };
}

/** The other side of that door. */
export function remoteFaults(url: string): RemoteFaults {
  const call = (fault: string) => {
    return async (...args: unknown[]) => {
      const response = await fetch(`${url}/${fault}`, { method: 'POST', body: JSON.stringify(args) });
      if (!response.ok) throw new Error(await response.text());
    };
  };
  return Object.fromEntries(FAULTS.map((fault) => [fault, call(fault)])) as RemoteFaults;
}
