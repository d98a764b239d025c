import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import type { Foundation } from './foundation.module.js';

/** No request of this API comes near it. */
const MAX_BODY_BYTES = 64 * 1024;

/** The service on its foundation, ready to listen. */
export function createApp(foundation: Foundation, logger: LoggerService): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({ bodyLimit: MAX_BODY_BYTES, forceCloseConnections: true });
  return NestFactory.create<NestFastifyApplication>(AppModule.on(foundation), adapter, {
    logger,
    abortOnError: false,
  });
}
