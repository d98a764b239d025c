import { Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** Requests under way may take this long to end; whoever is slower finds the connection closed. */
const GRACE_MS = 5_000;
const LOOK_EVERY_MS = 5;

/**
 * Lets the requests that are under way come to their end before the service does. A
 * connection without one does not hold it up, whatever its client keeps open.
 */
@Injectable()
export class Drain implements OnModuleInit, BeforeApplicationShutdown {
  private readonly underWay = new Set<ServerResponse>();
  private draining = false;

  constructor(private readonly http: HttpAdapterHost) {}

  onModuleInit(): void {
    this.server.prependListener('request', (_request: IncomingMessage, response: ServerResponse) => {
      this.underWay.add(response);
      response.once('close', () => this.underWay.delete(response));
      if (this.draining) lastOfItsConnection(response);
    });
  }

  /** Before the HTTP server closes, which cuts off what is still open. */
  async beforeApplicationShutdown(): Promise<void> {
    this.draining = true;
    this.server.close();
    this.underWay.forEach(lastOfItsConnection);
    const deadline = AbortSignal.timeout(GRACE_MS);
    while (this.underWay.size > 0 && !deadline.aborted) await sleep(LOOK_EVERY_MS);
  }

  private get server(): Server {
    return this.http.httpAdapter.getHttpServer() as Server;
  }
}

function lastOfItsConnection(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close');
}
