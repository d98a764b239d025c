import { Logger } from '@nestjs/common';
import { ToldOnce } from '../logging/told-once.js';
import type { LogGuard } from '../event-store/log-guard.js';
import type { EvidenceStore } from './evidence-store.js';
import { appendHeads, lastHeadIn } from './head-file.js';
import type { SignedTreeHead } from './tree-head.js';

/** Heads that are written together. */
const PAGE = 1_000;

/**
 * Has every head that is kept in a file elsewhere too, the smallest first. How far it got that file tells: what could
 * not be written once is written later.
 */
export class HeadsElsewhere {
  private readonly logger = new Logger(HeadsElsewhere.name);
  private readonly alarm = new ToldOnce(this.logger);
  /** Goes for a file that tells nothing, as one that was moved away, or that is none. */
  private last: SignedTreeHead | undefined;

  constructor(
    private readonly path: string,
    private readonly evidence: EvidenceStore,
    private readonly guard: LogGuard,
  ) {}

  /** Writes what the file does not have yet; says so when it cannot. */
  async catchUp(): Promise<void> {
    try {
      let after = await this.reached();
      for (let heads = await this.next(after); heads.length > 0; heads = await this.next(after)) {
        await appendHeads(this.path, heads);
        this.last = heads.at(-1);
        after = this.last?.treeSize ?? after;
      }
      this.alarm.over('Heads are in NOTARY_FILE again');
    } catch (fault) {
      this.alarm.problem('ALARM: heads are not in NOTARY_FILE, and are tried again until they are', fault);
    }
  }

  /** The size up to which heads are there; none when they are of another log, as one that was restored since. */
  private async reached(): Promise<number> {
    const last = (this.last = (await lastHeadIn(this.path)) ?? this.last);
    if (!last) return 0;
    const [kept] = await this.evidence.heads(last.treeSize - 1, 1);
    if (kept?.treeSize === last.treeSize && kept.rootHash === last.rootHash) return last.treeSize;
    const restoredAt = await this.guard.check();
    if (!restoredAt || new Date(last.signedAt) > restoredAt)
      this.logger.error(
        `ALARM: the head of ${String(last.treeSize)} events in NOTARY_FILE, signed at ${last.signedAt}, is not of the log there is now: verify that by countersign verify --head`,
      );
    return 0;
  }

  private next(after: number): Promise<readonly SignedTreeHead[]> {
    return this.evidence.heads(after, PAGE);
  }
}
