import fc from 'fast-check';
import { generateKeyPairSync } from 'node:crypto';
import { eventHash, type KeptEvent } from '../../src/event-store/event-hash.js';
import { eventLine, headLine } from '../../src/evidence/cloud-event.js';
import { LogVerifier } from '../../src/evidence/log-verifier.js';
import { Frontier, hashBytes } from '../../src/evidence/frontier.js';
import { KnownLeaves } from '../../src/evidence/known-leaves.js';
import { signTreeHead, type TreeHead } from '../../src/evidence/tree-head.js';
import { verifyExport } from '../../src/evidence/verify-export.js';
import { NOW } from '../support/facts.js';
import { TileShelf } from '../support/tile-shelf.js';

/** A log as the service writes it: events of a few streams, by the numbers of their streams. */
function logOf(streams: readonly number[]): readonly KeptEvent[] {
  const newest = new Map<string, KeptEvent>();
  return streams.map((number, index) => {
    const stream = `account-${number}`;
    const before = newest.get(stream);
    const event: KeptEvent = {
      stream,
      revision: (before?.revision ?? -1) + 1,
      id: `event ${index}`,
      type: 'Happened',
      data: { index },
      metadata: { previousHash: before ? eventHash(before) : null },
    };
    newest.set(stream, event);
    return event;
  });
}

/** The same events of a log, written anew as a careful forger would: chained from `from` on. */
function rechained(log: readonly KeptEvent[], from: number): readonly KeptEvent[] {
  const newest = new Map<string, KeptEvent>();
  return log.map((event, index) => {
    const before = newest.get(event.stream);
    const placed = {
      ...event,
      revision: (before?.revision ?? -1) + 1,
      metadata: { previousHash: before ? eventHash(before) : null },
    };
    const kept = index < from ? event : placed;
    newest.set(event.stream, kept);
    return kept;
  });
}

function headOf(log: readonly KeptEvent[], treeSize = log.length): TreeHead {
  const frontier = new Frontier();
  for (const event of log.slice(0, treeSize)) frontier.append(eventHash(event));
  return { treeSize, rootHash: frontier.root().toString('hex'), signedAt: NOW.toISOString() };
}

async function wrongWith(
  log: readonly KeptEvent[],
  heads: readonly TreeHead[],
  known?: KnownLeaves,
): Promise<string | undefined> {
  const verifier = new LogVerifier(heads, known);
  for (let start = 0; start < log.length; start += 7) {
    const wrong = await verifier.take(log.slice(start, start + 7));
    if (wrong !== undefined) return wrong;
  }
  return verifier.end();
}

async function knownOf(log: readonly KeptEvent[]): Promise<KnownLeaves> {
  const shelf = new TileShelf();
  await shelf.grow(
    0,
    log.map((event) => hashBytes(eventHash(event))),
  );
  return new KnownLeaves((place) => shelf.read(place), log.length, headOf(log));
}

const NOTARY = generateKeyPairSync('ed25519');

/** What is wrong with an export whose events are not those that were signed. */
async function wrongInExport(log: readonly KeptEvent[], original: readonly KeptEvent[]) {
  const leaves = original.map(eventHash);
  const lines = [
    headLine(signTreeHead(headOf(original), NOTARY.privateKey)),
    ...log.map((event, index) => eventLine(event, index, { leaf: leaves[index]! })),
  ];
  const read = async function* () {
    yield* lines;
  };
  return (await verifyExport(read, { publicKey: NOTARY.publicKey }, () => undefined)).wrong;
}

interface Tampering {
  readonly log: readonly KeptEvent[];
  /** The first place that is not what it was. */
  readonly at: number;
}

const logs = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 40 }).map(logOf);
const tampered = logs.chain((original) => {
  const place = fc.integer({ min: 0, max: original.length - 1 });
  const changed = place.map((at): Tampering => {
    return { log: original.map((one, index) => (index === at ? { ...one, data: { index: -1 } } : one)), at };
  });
  const changedMetadata = place.map((at): Tampering => {
    const change = (one: KeptEvent) => ({ ...one, metadata: { ...one.metadata, operation: 'another' } });
    return { log: original.map((one, index) => (index === at ? change(one) : one)), at };
  });
  const removed = place.map((at): Tampering => ({ log: original.toSpliced(at, 1), at }));
  const added = place.map((at): Tampering => {
    return { log: original.toSpliced(at, 0, { ...original[at]!, id: 'added' }), at };
  });
  const swapped = fc.tuple(place, place).map(([one, other]): Tampering => {
    const [at, behind] = one < other ? [one, other] : [other, one];
    return { log: original.with(at, original[behind]!).with(behind, original[at]!), at };
  });
  const truncated = place.map((at): Tampering => ({ log: original.slice(0, at), at }));
  const all = fc.oneof(changed, changedMetadata, removed, added, swapped, truncated);
  return fc
    .tuple(all, fc.boolean())
    .map(([{ log, at }, isCareful]) => ({ original, at, log: isCareful ? rechained(log, at) : log }))
    .filter(({ log }) => JSON.stringify(log) !== JSON.stringify(original));
});

describe('Whatever log there is', () => {
  it('is found right as it was written, against every head of it', async () => {
    await fc.assert(
      fc.asyncProperty(logs, async (log) => {
        const heads = log.map((_, index) => headOf(log, index + 1));
        expect(await wrongWith(log, heads, await knownOf(log))).toBeUndefined();
      }),
    );
  });

  it('is found wrong against a head kept elsewhere, however carefully it was tampered with', async () => {
    await fc.assert(
      fc.asyncProperty(tampered, async ({ original, log }) => {
        expect(await wrongWith(log, [headOf(original)])).toBeDefined();
      }),
      { numRuns: 500 },
    );
  });

  it('is found wrong against the tree, and the event is named or the place where it stood', async () => {
    await fc.assert(
      fc.asyncProperty(tampered, async ({ original, log, at }) => {
        const line = await wrongWith(log, [headOf(original)], await knownOf(original));
        const found = log[at];
        const named = found
          ? [`${found.stream}@${found.revision}`, `vent ${at + 1} of the log`]
          : ['truncated'];
        expect(named.some((name) => line?.includes(name))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('has any event that was changed named by its export, the last one too', async () => {
    await fc.assert(
      fc.asyncProperty(logs, fc.nat(), async (log, any) => {
        const at = any % log.length;
        const { stream, revision, type } = log[at]!;
        expect(await wrongInExport(log, log)).toBeUndefined();
        expect(await wrongInExport(log.with(at, { ...log[at]!, data: { index: -1 } }), log)).toBe(
          `${type} at ${stream}@${revision} was changed: event ${at + 1} of the log is not the one that was signed`,
        );
      }),
    );
  });

  it('has its chain broken by any change to an event that another one follows', async () => {
    await fc.assert(
      fc.asyncProperty(logs, fc.nat(), async (log, any) => {
        const at = any % log.length;
        const { stream } = log[at]!;
        const isFollowed = log.slice(at + 1).some((event) => event.stream === stream);
        const changed = log.map((one, index) => (index === at ? { ...one, data: { index: -1 } } : one));
        expect((await wrongWith(changed, [])) !== undefined).toBe(isFollowed);
      }),
    );
  });
});
