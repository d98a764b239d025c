import { hkdfSync } from 'node:crypto';
import { z } from 'zod';
import {
  ensureLookupKey,
  findLookupKey,
  forgetFormerLookupKey,
  LookupKeyMissing,
  sealWithLookupKey,
  type LookupKey,
} from '../crypto/lookup-key.js';
import type { MasterKeys } from '../crypto/master-keys.js';
import { KEY_BYTES } from '../crypto/sealing.js';
import type { WrappedKeys } from '../crypto/wrapped-keys.js';
import { hashOrNothing } from './event-hash.js';
import { EventMacs, macIn, type Authenticity } from './event-mac.js';
import { isEmpty, LOG_START, type EventStore, type RecordedEvent } from './event-store.js';
import { pagesFrom } from './pages.js';

/** The last event of a log from before there were MACs; `null` when it was begun with them. */
const boundarySchema = z
  .object({ stream: z.string(), revision: z.int().nonnegative(), hash: z.string().nullable() })
  .nullable();
type Boundary = z.infer<typeof boundarySchema>;

/** The keys are not of the time of the log: events are authenticated by what they do not fit. */
export class LogKeyMismatch extends Error {
  readonly code = 'LOG_KEY_MISMATCH';
  constructor() {
    super('The keys are older than the log, or those of another one');
    this.name = 'LogKeyMismatch';
  }
}

/** No MACs were made yet, so no event has one. */
const NEVER_MADE: Authenticity = {
  isAuthentic(event) {
    if (macIn(event) !== undefined) throw new LogKeyMismatch();
    return true;
  },
};

/**
 * The key that {@link EventMacs} are made with. It is derived from the key that usernames are looked up by: who takes that
 * away has taken the whole service away. Sealed with it is the last event of before: what comes behind has a MAC.
 */
export class LogKey {
  private opened: Promise<EventMacs> | undefined;

  constructor(
    private readonly keys: WrappedKeys,
    private readonly master: MasterKeys,
    private readonly events: EventStore,
  ) {}

  /**
   * To write with. A log from before there were MACs is read once, as a whole, to remember where it ended.
   * @throws {LogKeyMismatch}
   * @throws {LookupKeyMissing} when the log has events, and the key is gone
   * @throws {MasterKeyMissing} when the master key that wrapped it is not configured
   */
  macs(): Promise<EventMacs> {
    const opened = (this.opened ??= this.open());
    opened.catch(() => {
      // What went wrong may be mended at any moment.
      if (this.opened === opened) this.opened = undefined;
    });
    return opened;
  }

  /**
   * To read with: changes nothing, whoever asks.
   * @throws as {@link macs}, also at the first event with a MAC where none were made yet
   */
  async authenticity(): Promise<Authenticity> {
    return this.opened ?? (await this.kept()) ?? NEVER_MADE;
  }

  /**
   * Goes on with a log that is from before the one the keys were sealed for, as after a backup of it was put back.
   * @throws as {@link macs}; {@link LogKeyMismatch} when the log was written since
   */
  async acceptOlderLog(): Promise<void> {
    const found = await this.find();
    const boundary = found && boundaryOf(found);
    if (boundary && !(await this.eventAt(boundary))) await this.remember(found);
  }

  private async open(): Promise<EventMacs> {
    const key = await ensureLookupKey(this.keys, this.master, () => isEmpty(this.events));
    if (key.sealedWith === undefined) await this.remember(key);
    const macs = await this.kept();
    if (!macs) throw new LookupKeyMissing();
    await forgetFormerLookupKey(this.keys);
    return macs;
  }

  private async kept(): Promise<EventMacs | undefined> {
    const found = await this.find();
    const boundary = found && boundaryOf(found);
    if (!found || boundary === undefined) return undefined;
    const last = boundary && (await this.eventAt(boundary));
    if (boundary && !last) throw new LogKeyMismatch();
    const key = hkdfSync('sha256', found.key, '', 'countersign/v1/event-mac', KEY_BYTES);
    const macs = new EventMacs(Buffer.from(key), last?.position ?? LOG_START);
    this.opened ??= Promise.resolve(macs);
    return macs;
  }

  private async find(): Promise<LookupKey | undefined> {
    const found = await findLookupKey(this.keys, this.master);
    if (!found && !(await isEmpty(this.events))) throw new LookupKeyMissing();
    return found;
  }

  /** @throws {LogKeyMismatch} when the log has a MAC anywhere: it is not the one of before */
  private async remember(key: LookupKey): Promise<void> {
    let boundary: Boundary = null;
    for await (const page of pagesFrom(this.events, LOG_START)) {
      if (page.some((event) => macIn(event) !== undefined)) {
        // Another replica may have been faster, and written since.
        if ((await this.find())?.sealedWith !== key.sealedWith) return;
        throw new LogKeyMismatch();
      }
      const last = page.at(-1);
      if (last) boundary = { stream: last.stream, revision: last.revision, hash: hashOf(last) };
    }
    await sealWithLookupKey(this.keys, this.master, key, JSON.stringify(boundary));
  }

  private async eventAt({
    stream,
    revision,
    hash,
  }: NonNullable<Boundary>): Promise<RecordedEvent | undefined> {
    const [event] = await this.events.readStream(stream, { from: revision, limit: 1 });
    return event?.revision === revision && hashOf(event) === hash ? event : undefined;
  }
}

/** Of an event that holds what no JSON can hold there is none. */
function hashOf(event: RecordedEvent): string | null {
  return hashOrNothing(event) ?? null;
}

function boundaryOf({ sealedWith }: LookupKey): Boundary | undefined {
  return sealedWith === undefined ? undefined : boundarySchema.parse(JSON.parse(sealedWith));
}
