import type { LoggerService } from '@nestjs/common';
import { pino, type Logger as Pino } from 'pino';
import { PinoPretty } from 'pino-pretty';
import type { Config } from '../config/config.js';

/** Nest tells of its own start-up at length; that is for who looks for a fault. */
const FRAMEWORK: ReadonlySet<unknown> = new Set([
  'GraphQLModule',
  'InstanceLoader',
  'NestApplication',
  'NestFactory',
  'RouterExplorer',
  'RoutesResolver',
]);

/** Nest logs what a resolver throws; `error-reporting.ts` does so too, and names the request. */
const TOLD_TWICE = 'ExceptionsHandler';

/** The service's log: lines for people in development, JSON in production, on standard output. */
export class Logger implements LoggerService {
  private readonly pino: Pino;

  constructor({ LOG_LEVEL: level, NODE_ENV }: Pick<Config, 'LOG_LEVEL' | 'NODE_ENV'>) {
    const base = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
    this.pino =
      NODE_ENV === 'production'
        ? pino(base)
        : pino(
            base,
            PinoPretty({
              sync: true,
              translateTime: 'SYS:HH:MM:ss',
              ignore: 'context',
              singleLine: true,
              colorize: process.stdout.isTTY,
            }),
          );
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.write(FRAMEWORK.has(rest.at(-1)) ? 'debug' : 'info', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write(rest.at(-1) === TOLD_TWICE ? 'debug' : 'error', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  private write(
    level: 'debug' | 'info' | 'warn' | 'error' | 'fatal',
    message: unknown,
    rest: readonly unknown[],
  ): void {
    const context = rest.at(-1);
    const err = [message, ...rest].find((value) => value instanceof Error);
    const fields = { ...(typeof context === 'string' && { context }), ...(err && { err }) };
    if (typeof message === 'object' && message !== null && message !== err)
      this.pino[level]({ ...fields, ...message });
    else this.pino[level](fields, String(message));
  }
}
