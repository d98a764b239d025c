import { Injectable } from '@nestjs/common';
import { eventHash } from '../event-store/event-hash.js';
import { EventStore, LOG_START, type RecordedEvent } from '../event-store/event-store.js';
import { EvidenceStore, type TreeProgress } from './evidence-store.js';
import { hashBytes } from './frontier.js';
import { GrowingTiles } from './growing-tiles.js';
import { keptTiles } from './kept-tree.js';
import { lastTaken } from './last-taken.js';
import { TILE_HASHES } from './tiles.js';

/** Events that are taken into the tree together: requests wait for a few milliseconds at most. */
const PAGE = 250;

/** The newest event in the tree is not in the log as it was: the log was changed, or is another one. */
class LogRewritten extends Error {
  readonly code = 'LOG_REWRITTEN';
  constructor({ size, last }: TreeProgress) {
    super(
      `Event ${String(size)} of the log, ${last.stream}@${String(last.revision)}, is not what it was when it was taken into the tree`,
    );
    this.name = 'LogRewritten';
  }
}

/** Takes the events of the log into the Merkle tree, in their order. */
@Injectable()
export class TreeKeeper {
  constructor(
    private readonly events: EventStore,
    private readonly evidence: EvidenceStore,
  ) {}

  /**
   * Takes in what the log holds now.
   * @returns false when somebody else was faster, or `signal` aborted
   * @throws {LogRewritten}
   */
  async catchUp(signal?: AbortSignal): Promise<boolean> {
    const progress = await this.evidence.progress();
    if (progress) await this.mustBeInLog(progress);
    const tiles = await GrowingTiles.at(progress?.size ?? 0, keptTiles(this.evidence));
    for (let after = progress?.last.position ?? LOG_START; !signal?.aborted;) {
      const { events } = await this.events.readAll({ after, limit: PAGE });
      const last = events.at(-1);
      if (!last) return true;
      if (!(await this.take(tiles, events, last))) return false;
      after = last.position;
    }
    return false;
  }

  private async take(
    tiles: GrowingTiles,
    events: readonly RecordedEvent[],
    { position, stream, revision }: RecordedEvent,
  ): Promise<boolean> {
    const from = tiles.size;
    const firsts = new Map<number, number>();
    for (const event of events) {
      if (tiles.size % TILE_HASHES === 0) firsts.set(tiles.size / TILE_HASHES, event.position);
      tiles.append(hashBytes(eventHash(event)));
    }
    const changed = tiles.changed().map((tile) => {
      return { ...tile, firstPosition: (tile.level === 0 ? firsts.get(tile.index) : undefined) ?? null };
    });
    const to = { size: tiles.size, last: { position, stream, revision } };
    return this.evidence.grow({ from, to, tiles: changed });
  }

  private async mustBeInLog(progress: TreeProgress): Promise<void> {
    if (!(await lastTaken(progress, this.events, this.evidence))) throw new LogRewritten(progress);
  }
}
