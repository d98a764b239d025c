import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { createServer, type RequestListener, type Server } from 'node:http';
import { CannotStart, reasonOf } from '../config/cannot-start.js';
import { Config } from '../config/config.js';
import { Health } from './health.js';
import { metricsOf } from './metrics.js';

/** The inner door: metrics, on a port of their own that is off unless set, and that strangers must not reach. */
@Injectable()
export class MetricsServer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(MetricsServer.name);
  private server: Server | undefined;

  constructor(
    private readonly config: Config,
    private readonly health: Health,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { METRICS_PORT: port, METRICS_HOST: host } = this.config;
    if (port === undefined) return;
    const server = createServer({ requestTimeout: 10_000 }, this.answer);
    this.server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', (fault) => {
        const where = `Port ${String(port)} of ${host}`;
        reject(new CannotStart(`${where} cannot be listened on for metrics: ${reasonOf(fault)}.`, fault));
      });
      server.listen(port, host, resolve);
    });
    const address = server.address();
    const taken = typeof address === 'object' && address ? address.port : port;
    this.logger.log(`Metrics are at http://${host}:${String(taken)}/metrics.`);
  }

  onApplicationShutdown(): void {
    this.server?.close();
    this.server?.closeAllConnections();
  }

  private readonly answer: RequestListener = (request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    this.health.report().then(
      (report) =>
        response
          .writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' })
          .end(metricsOf(report)),
      (fault: unknown) => {
        this.logger.error({ msg: 'The metrics could not be told', err: fault });
        response.writeHead(500).end();
      },
    );
  };
}
