import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

export interface Door {
  readonly url: string;
  readonly close: () => void;
}

/** Lets other processes call the methods of an object: `POST /<method>`, with JSON both ways. */
export async function openDoor(object: object): Promise<Door> {
  const methods = object as Record<string, (...args: unknown[]) => unknown>;
  // A connection that it closed after a while might be used at that very moment.
  const door = createServer({ keepAliveTimeout: 0 }, (request, response) => {
    const answer = async () => {
      const args = (await json(request)) as unknown[];
      return methods[request.url!.slice(1)]!(...args);
    };
    answer().then(
      (result) => response.end(JSON.stringify(result ?? null)),
      (fault: unknown) => response.writeHead(500).end(JSON.stringify(told(fault))),
    );
  });
  door.listen(0, '127.0.0.1');
  await once(door, 'listening');
  return {
    url: `http://127.0.0.1:${String((door.address() as AddressInfo).port)}`,
    close: () => {
      door.close();
      door.closeAllConnections();
    },
  };
}

function told(fault: unknown): Partial<Error> {
  if (!(fault instanceof Error)) return { message: String(fault) };
  const { message, stack = '' } = fault;
  return { message, stack };
}

/** The object on the other side of a door, as far as its methods go. */
export function behindDoor<T extends object>(url: string): { readonly [M in keyof T]: T[M] } {
  const call = async (method: string, args: readonly unknown[]): Promise<unknown> => {
    const response = await fetch(`${url}/${method}`, { method: 'POST', body: JSON.stringify(args) });
    const text = await response.text();
    const answer: unknown = JSON.parse(text);
    if (!response.ok) throw Object.assign(new Error(), answer);
    return answer;
  };
  return new Proxy({} as T, {
    get: (_, method) => {
      // It is no promise: whoever awaits it has it.
      if (method === 'then') return undefined;
      return (...args: readonly unknown[]) => call(String(method), args);
    },
  });
}
