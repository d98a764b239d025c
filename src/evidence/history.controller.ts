import {
  BadRequestException,
  Controller,
  Get,
  HttpException,
  HttpStatus,
  Logger,
  NotFoundException,
  Param,
  Query,
  Req,
  Res,
  ServiceUnavailableException,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { access } from '../access/access.js';
import { Authentication } from '../access/authentication.js';
import type { Caller } from '../access/caller.js';
import { hasHistory } from '../accounts/account.decider.js';
import { account } from '../accounts/account.state.js';
import { isAccountId } from '../accounts/account-id.js';
import { Config } from '../config/config.js';
import { Decisions } from '../event-store/decisions.js';
import { isRetryable } from '../graphql/masked-errors.js';
import { callerOf } from '../graphql/request-context.js';
import { placeBefore } from './cloud-event.js';
import { HistoryDownloads } from './history-downloads.js';

/** A download that takes longer is cut off; what arrived can be gone on from. */
const LONGEST_MS = 5 * 60_000;

/** How often it is looked whether who downloads still may. */
const LOOK_EVERY_MS = 1_000;

class CallerEnded extends Error {
  readonly code = 'CALLER_ENDED';
  constructor() {
    super('The session has ended, or the API key was revoked');
    this.name = 'CallerEnded';
  }
}

/** Seconds after which it is worth asking again when others are served, or the log does not answer. */
const ASK_AGAIN_SECONDS = 5;

/**
 * An account's history as a file with proofs: its person's own, any for auditors and administrators. To everybody
 * else the address is one where nothing is.
 */
@Controller()
export class HistoryController {
  private readonly logger = new Logger(HistoryController.name);

  constructor(
    private readonly config: Config,
    private readonly authentication: Authentication,
    private readonly decisions: Decisions,
    private readonly downloads: HistoryDownloads,
  ) {}

  @Get('accounts/:accountId/history.ndjson')
  async history(
    @Param('accountId') accountId: string,
    @Query('after') after: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    try {
      const caller = await callerOf(this.authentication, request);
      if (!(await this.mayRead(accountId, caller))) throw new NotFoundException();
      const lines = await this.open(accountId, placeIn(after), reply);
      this.breakOffOnceEnded(lines, caller);
      this.send(accountId, lines, request, reply);
    } catch (fault) {
      if (!isRetryable(fault)) throw fault;
      this.tell('A history could not be read', request, fault);
      void reply.header('retry-after', ASK_AGAIN_SECONDS);
      throw new ServiceUnavailableException('The service cannot answer just now. Please try again.');
    }
  }

  private async mayRead(accountId: string, caller: Caller): Promise<boolean> {
    if (!isAccountId(accountId) || !access.readHistory(caller, accountId)) return false;
    const { state } = await this.decisions.load(account, accountId);
    return hasHistory(state);
  }

  private async open(accountId: string, after: number, reply: FastifyReply): Promise<Readable> {
    const lines = await this.downloads.open(accountId, after, AbortSignal.timeout(LONGEST_MS));
    if (lines === 'busy') {
      void reply.header('retry-after', ASK_AGAIN_SECONDS);
      const line = 'This history is being downloaded already, or too many others are. Please try again.';
      throw new HttpException(
        HttpException.createBody(line, 'Too Many Requests', HttpStatus.TOO_MANY_REQUESTS),
        HttpStatus.TOO_MANY_REQUESTS,
      );
    }
    if (lines === 'unsigned') {
      void reply.header('retry-after', this.config.NOTARY_INTERVAL);
      throw new ServiceUnavailableException('Nothing of this history was signed yet. Please try again.');
    }
    return lines;
  }

  /** Breaks a download off whose session has ended, or whose API key was revoked, wherever that was done. */
  private breakOffOnceEnded(lines: Readable, caller: Caller): void {
    const look = async () => {
      const good = await this.authentication.stillGood([caller]);
      if (!good.has(caller)) throw new CallerEnded();
    };
    const looking = setInterval(() => {
      look().catch((fault: unknown) => lines.destroy(fault as Error));
    }, LOOK_EVERY_MS);
    lines.once('close', () => {
      clearInterval(looking);
    });
  }

  private send(accountId: string, lines: Readable, request: FastifyRequest, reply: FastifyReply): void {
    lines.once('error', (fault) => {
      this.tell('A download broke off', request, fault);
    });
    void reply
      .type('application/x-ndjson; charset=utf-8')
      .header('content-disposition', `attachment; filename="countersign-history-${accountId}.ndjson"`)
      .send(lines);
  }

  private tell(msg: string, { id: correlationId }: FastifyRequest, err: unknown): void {
    this.logger.error({ msg, correlationId, err });
  }
}

function placeIn(after: unknown): number {
  const place = placeBefore(after);
  if (place !== undefined) return place;
  throw new BadRequestException('"after" is the "sequence" of the last event that is there already.');
}
