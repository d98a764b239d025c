import type {
  AppendReq,
  BatchAppendReq,
  ReadReq,
  ReadResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import type { StreamIdentifier, UUID } from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { Filter } from './pages.js';
import { shown } from './pages.js';
import { TOMBSTONE, type Expected, type LogRecord, type Place, type ProposedEvent } from './records.js';
import { invalidArgument, metadataMissing } from './refusals.js';

const UUID_TEXT = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const NIL_UUID = /^[0-]+$/;

/** 2^64 - 1: how the server writes -1, which stands for the end of the log, or for no position. */
const END_OF_LOG = 18446744073709551615n;

const TICKS_PER_MS = 10_000n;

/* From the wire. */

export function streamName(identifier: StreamIdentifier | undefined): string {
  if (!identifier) throw new TypeError('Required field StreamIdentifier not set.');
  return Buffer.from(identifier.getStreamName_asU8()).toString('utf8');
}

/** The expectation in the options of an append, a deletion, or a tombstone. */
export function expectedOf(options: {
  hasAny(): boolean;
  hasNoStream(): boolean;
  hasStreamExists(): boolean;
  getRevision?(): string;
  getStreamPosition?(): string;
}): Expected {
  if (options.hasAny()) return 'any';
  if (options.hasNoStream()) return 'no_stream';
  if (options.hasStreamExists()) return 'stream_exists';
  return Number(options.getRevision?.() ?? options.getStreamPosition?.());
}

/** What the server makes of a proposed message, or why it refuses it. */
export function proposed(message: AppendReq.ProposedMessage | BatchAppendReq.ProposedMessage): ProposedEvent {
  const metadata = message.getMetadataMap();
  const [type, contentType] = ['type', 'content-type'].map((property) => {
    const value = metadata.get(property);
    if (value === undefined) throw metadataMissing(property);
    return value;
  });
  if (!type) throw new TypeError('Empty eventType provided.');
  return {
    id: uuidOf(message.getId()),
    type,
    isJson: contentType === 'application/json',
    data: message.getData_asU8(),
    metadata: message.getCustomMetadata_asU8(),
  };
}

/** `Event.SizeOnDisk`. */
export function sizeOf({ type, data, metadata }: ProposedEvent): number {
  return data.length + metadata.length + 2 * type.length;
}

export function uuidOf(uuid: UUID | undefined): string {
  const id = uuid?.getString().toLowerCase() ?? '';
  if (!UUID_TEXT.test(id) || NIL_UUID.test(id)) throw new TypeError(`'${id}' is no id for an event`);
  return id;
}

/** Where to read `$all` from; `undefined` if the client names no place at all. */
export function placeOfRequest(all: ReadReq.Options.AllOptions): Place | 'start' | 'end' {
  const position = all.getPosition();
  if (!position) return all.hasEnd() ? 'end' : 'start';
  const [commit, prepare] = [position.getCommitPosition(), position.getPreparePosition()].map(BigInt);
  if (commit === undefined || prepare === undefined || commit < prepare) {
    throw new RangeError('The commit position cannot be less than the prepare position');
  }
  return commit === END_OF_LOG ? 'end' : { commit: Number(commit), prepare: Number(prepare) };
}

export function filterOf(options: ReadReq.Options.FilterOptions): Filter {
  const expression = options.getStreamIdentifier() ?? options.getEventType();
  if (!expression) throw invalidArgument('A filter filters by stream or by type');
  const subject = ({ stream, type }: LogRecord) => (options.hasStreamIdentifier() ? stream : type);
  const regex = expression.getRegex() && new RegExp(expression.getRegex(), 'u');
  const isWanted = (text: string) =>
    regex ? regex.test(text) : expression.getPrefixList().some((prefix) => text.startsWith(prefix));
  return (record) => shown(record) && isWanted(subject(record));
}

/* To the wire. */

export function identifier(name: string): StreamIdentifier {
  return new shared.StreamIdentifier().setStreamName(Buffer.from(name, 'utf8'));
}

export function eventRead(record: LogRecord): ReadResp {
  const event = new streams.ReadResp.ReadEvent.RecordedEvent();
  const revision = record.revision === TOMBSTONE ? '9223372036854775807' : String(record.revision);
  event.setId(new shared.UUID().setString(record.id));
  event.setStreamIdentifier(identifier(record.stream)).setStreamRevision(revision);
  event.setCommitPosition(String(record.position)).setPreparePosition(String(record.position));
  event.setData(record.data).setCustomMetadata(record.metadata);
  const contentType = record.isJson ? 'application/json' : 'application/octet-stream';
  event.getMetadataMap().set('type', record.type).set('content-type', contentType);
  event.getMetadataMap().set('created', String(BigInt(record.created) * TICKS_PER_MS));
  const read = new streams.ReadResp.ReadEvent().setEvent(event).setCommitPosition(String(record.position));
  return new streams.ReadResp().setEvent(read);
}

export function streamNotFound(name: string): ReadResp {
  const missing = new streams.ReadResp.StreamNotFound().setStreamIdentifier(identifier(name));
  return new streams.ReadResp().setStreamNotFound(missing);
}

export function confirmation(id: string): ReadResp {
  return new streams.ReadResp().setConfirmation(
    new streams.ReadResp.SubscriptionConfirmation().setSubscriptionId(id),
  );
}

export function caughtUp(): ReadResp {
  return new streams.ReadResp().setCaughtUp(new streams.ReadResp.CaughtUp());
}

export function checkpoint({ commit, prepare }: Place): ReadResp {
  const unsigned = (position: number) => String(position < 0 ? END_OF_LOG : position);
  return new streams.ReadResp().setCheckpoint(
    new streams.ReadResp.Checkpoint()
      .setCommitPosition(unsigned(commit))
      .setPreparePosition(unsigned(prepare)),
  );
}
