import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { CannotStart, reasonOf } from '../config/cannot-start.js';
import type { Config } from '../config/config.js';
import { configFromEnvironment } from '../config/environment.js';
import { Logger } from '../logging/logger.js';
import type { Foundation } from '../foundation.module.js';
import { layFoundation } from './foundation.js';
import { stopOnFault } from './last-handler.js';

/** Runs the service until it is told to stop. */
export async function serve(): Promise<void> {
  const config = configFromEnvironment();
  const logger = new Logger(config);
  const foundation = await layFoundation(config, (line) => {
    logger.log(line);
  });
  const app = await loadApp(foundation, logger);
  const stop = once(async () => {
    await app.close().finally(() => foundation.storage.close());
    logger.log('Countersign has stopped.');
  });
  stopOnFault(logger, stop);
  stopOnSignal(stop);
  await listen(app, config).catch(async (fault: unknown) => {
    await app.close();
    await foundation.storage.close();
    throw fault;
  });
  logger.log(
    `Countersign listens on ${origin(config, app)}: Account Settings at /, GraphQL at /graphql, health at /healthz.`,
  );
}

/** Most of what a start takes is loading this: who is told that there can be none does not wait for it. */
async function loadApp(foundation: Foundation, logger: Logger): Promise<NestFastifyApplication> {
  const { createApp } = await import('../app.js');
  return createApp(foundation, logger);
}

async function listen(app: NestFastifyApplication, { HOST, PORT }: Config): Promise<void> {
  await app.init();
  try {
    // Not Nest's own: it would log the fault a second time.
    await app.getHttpAdapter().getInstance().listen({ port: PORT, host: HOST });
  } catch (fault) {
    if (!(fault instanceof Error && 'syscall' in fault && 'code' in fault)) throw fault;
    const advice =
      fault.code === 'EADDRINUSE'
        ? 'another program uses it. Set PORT to another one, or stop that program.'
        : `${reasonOf(fault)}. Set HOST to an address of this machine and PORT to a port you may use.`;
    throw new CannotStart(`Port ${String(PORT)} of ${HOST} cannot be listened on: ${advice}`, fault);
  }
}

/** The first signal stops the service in good order; npm and the terminal may both send one. */
function stopOnSignal(stop: () => Promise<void>): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop());
}

/** Whoever asks for it, and how often: it is done once, and they all wait for the same. */
function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= work());
}

function origin({ HOST }: Config, app: NestFastifyApplication): string {
  const address = app.getHttpServer().address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const name = ['127.0.0.1', '::1', '0.0.0.0', '::'].includes(HOST) ? 'localhost' : HOST;
  return `http://${name}:${String(port)}`;
}
