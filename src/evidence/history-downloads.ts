import { Injectable } from '@nestjs/common';
import { Readable } from 'node:stream';
import { Counts, type Leave } from '../graphql/counts.js';
import { AccountExport } from './account-export.js';

/** Downloads at once on one replica: of one account, and altogether. Each holds two pages of events. */
const OF_ACCOUNT = 1;
const ALTOGETHER = 8;

/** Why there is no download: too many run already, or nothing of the account was signed yet. */
export type NoDownload = 'busy' | 'unsigned';

/** Lets accounts be exported over HTTP, a few at a time. */
@Injectable()
export class HistoryDownloads {
  private readonly ofAccount = new Counts(OF_ACCOUNT);
  private readonly all = new Counts(ALTOGETHER);

  constructor(private readonly account: AccountExport) {}

  /**
   * The lines of an account's export, read as fast as they are taken; its place is free again once the stream is closed.
   * @param after the place in the log, from 0, of the last event somebody has already; -1 for none
   * @param signal ends it
   */
  async open(accountId: string, after: number, signal: AbortSignal): Promise<Readable | NoDownload> {
    const leave = this.take(accountId);
    if (!leave) return 'busy';
    try {
      const head = await this.account.headFor(accountId);
      if (head) {
        const lines = this.account.lines({ accountId, head, after }, () => undefined);
        return Readable.from(lines, { signal }).once('close', leave);
      }
    } catch (fault) {
      leave();
      throw fault;
    }
    leave();
    return 'unsigned';
  }

  private take(accountId: string): Leave | undefined {
    const leave = this.all.take('');
    const leaveAccount = leave && this.ofAccount.take(accountId);
    if (!leaveAccount) {
      leave?.();
      return undefined;
    }
    return () => {
      leaveAccount();
      leave();
    };
  }
}
