import { Logger } from '@nestjs/common';
import type { Config } from '../config/config.js';
import type { SecurityNotes } from './security-notes.js';

/** What a line is about. */
export type SecurityMatter =
  /** A mutation: each of them concerns how somebody gets in. */
  | 'act'
  /** Something was asked for that is not for who asked. */
  | 'access'
  /** A token or cookie that counts for nothing (any more). */
  | 'token'
  /** A page of another site. */
  | 'origin'
  /** More than there may be of something. */
  | 'limit'
  /** What is no request of this API. */
  | 'request';

/** One line: it says no more of a request than its notes do. */
export interface SecurityLine extends Omit<SecurityNotes, 'act' | 'refused'> {
  readonly what: SecurityMatter;
  readonly outcome: string;
  /** The mutation, or the door: never anything a client wrote. */
  readonly operation: string;
  /** HTTP status, or WebSocket close code, when it tells more than the outcome. */
  readonly status?: number;
  readonly correlationId: string;
}

/**
 * The security log (OWASP ASVS 5.0.0, 16.3): what was asked for and granted at level `info`, what was refused at
 * `warn`, one line a request at the most, so that nobody writes more of it than they send requests.
 */
export class SecurityLog {
  private readonly logger = new Logger('Security');
  /** Whether anybody reads it: where not, nothing is noted either. */
  readonly isOn: boolean;
  private readonly tellsAccepted: boolean;

  constructor({ LOG_LEVEL: level }: Pick<Config, 'LOG_LEVEL'>) {
    this.tellsAccepted = level === 'debug' || level === 'info';
    this.isOn = this.tellsAccepted || level === 'warn';
  }

  accepted(line: SecurityLine): void {
    if (this.tellsAccepted) this.logger.log({ msg: sentence(line), ...line });
  }

  refused(line: SecurityLine): void {
    if (this.isOn) this.logger.warn({ msg: sentence(line), ...line });
  }
}

function sentence({ operation, outcome }: SecurityLine): string {
  return `${operation}: ${outcome}`;
}
