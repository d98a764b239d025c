import type { KeyObject } from 'node:crypto';
import type { KeptEvent } from '../event-store/event-hash.js';
import { nameOf } from '../event-store/event-store.js';
import { namesOf } from '../event-store/stream-name.js';
import { accountStreams } from './account-streams.js';
import { Chains } from './chains.js';
import { readLine, readWritten, type ExportedEvent, type ExportedHead } from './exported-line.js';
import { hashBytes } from './frontier.js';
import { signatureFault } from './kept-heads.js';
import { LogVerifier } from './log-verifier.js';
import { provesInclusion } from './proofs.js';
import type { SignedTreeHead, TreeHead } from './tree-head.js';

/** All events of a log, in order, as an export has them. */
export class WholeLog {
  readonly heldAgainst: number;
  private readonly verifier: LogVerifier;
  /** How many events are signed. */
  private readonly signed: number;

  /** @param heads all that are in it, and those kept elsewhere; their signatures are right */
  constructor(heads: readonly TreeHead[], elsewhere: readonly TreeHead[]) {
    this.heldAgainst = elsewhere.length;
    const all = [...heads, ...elsewhere];
    this.signed = Math.max(...all.map(({ treeSize }) => treeSize));
    this.verifier = new LogVerifier(all);
  }

  /** @returns `undefined` for a line that is neither an event nor a head */
  read(line: string): ExportedEvent | ExportedHead | undefined {
    return readWritten(line, this.size) ?? readLine(line);
  }

  get size(): number {
    return this.verifier.size;
  }

  /** All of it. */
  get streams(): undefined {
    return undefined;
  }

  /** It was among those that were there from the beginning. */
  takeHead(): undefined {
    return undefined;
  }

  async take({ event, index, proof, leaf, leafHash }: ExportedEvent): Promise<string | undefined> {
    if (proof) return `${nameOf(event)} comes with a proof, and the first event does not`;
    if (index > this.size)
      return `event ${String(this.size + 1)} of the log is missing before ${nameOf(event)}`;
    if (index < this.size) return `${nameOf(event)} is out of its order`;
    if (index >= this.signed) return `${nameOf(event)} stands behind the last event that was signed`;
    return (await this.verifier.take([event], () => leaf)) ?? besideFault(event, leaf, leafHash);
  }

  end(): Promise<string | undefined> {
    return this.verifier.end();
  }
}

/** The events a log has of an account, each with the proof that it is in the tree of the head before it. */
export class ProvenEvents {
  size = 0;
  heldAgainst = 0;
  private head: SignedTreeHead | undefined;
  private accountId: string | undefined;
  private readonly chains = new Chains();
  private last = -1;

  /** @param elsewhere heads that were kept there; their signatures are right */
  constructor(
    private readonly publicKey: KeyObject,
    private readonly elsewhere: readonly TreeHead[],
  ) {}

  /** @returns `undefined` for a line that is neither an event nor a head */
  read(line: string): ExportedEvent | ExportedHead | undefined {
    return readLine(line);
  }

  /** How far each stream of the account goes: to leave one out leaves a right export of the other. */
  get streams(): string {
    const ends = new Map([...this.chains.ends()].map(({ stream, revision }) => [stream, revision]));
    return accountStreams(this.accountId ?? '')
      .map((stream) => {
        const end = ends.get(stream);
        return end === undefined ? `nothing of ${stream}` : `${stream} up to @${String(end)}`;
      })
      .join(', ');
  }

  /** What comes behind it is proven by it. */
  takeHead(head: SignedTreeHead): string | undefined {
    const fault = signatureFault([head], this.publicKey);
    if (fault !== undefined) return fault;
    this.head = head;
    const same = this.elsewhere.filter(({ treeSize }) => treeSize === head.treeSize);
    this.heldAgainst += same.length;
    const other = same.find(({ rootHash }) => rootHash !== head.rootHash);
    return (
      other &&
      `the head of ${String(head.treeSize)} events is not the one signed at ${other.signedAt} that was kept`
    );
  }

  async take({ event, index, proof, leaf, leafHash }: ExportedEvent): Promise<string | undefined> {
    if (index <= this.last) return `${nameOf(event)} is out of its order`;
    const { id } = namesOf(event.stream);
    if (id !== (this.accountId ??= id)) return `${nameOf(event)} is not of the account the first event is of`;
    [this.last, this.size] = [index, this.size + 1];
    const isProven =
      leaf !== undefined &&
      this.head !== undefined &&
      proof !== undefined &&
      provesInclusion({
        leaf: hashBytes(leaf),
        index,
        size: this.head.treeSize,
        root: hashBytes(this.head.rootHash),
        proof,
      });
    if (!isProven) return `${nameOf(event)} is not event ${String(index + 1)} of the log that was signed`;
    return this.chains.take(event, leaf) ?? besideFault(event, leaf, leafHash);
  }

  async end(): Promise<string | undefined> {
    return undefined;
  }
}

/** @returns what is wrong with the leaf hash that stands beside an event, if any does, in one line */
function besideFault(
  event: KeptEvent,
  leaf: string | undefined,
  leafHash: string | undefined,
): string | undefined {
  return leafHash === undefined || leafHash === leaf
    ? undefined
    : `the leaf hash beside ${nameOf(event)} is not its hash`;
}
