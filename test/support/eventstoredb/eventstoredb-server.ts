import {
  Server,
  ServerCredentials,
  status,
  type ConnectionInjector,
  type sendUnaryData,
} from '@grpc/grpc-js';
import { GossipService } from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import { ServerFeaturesService } from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { Access, DEFAULT_USERS, type User } from './access.js';
import { append, remove } from './appends.js';
import { BatchAppendCall } from './batch-append.js';
import { clusterInfo, supportedMethods, type Endpoint } from './cluster-services.js';
import { Misbehaving, type SubscriptionEnd } from './faults.js';
import { callerOf, type Call, type Node } from './node.js';
import type { ReadCall } from './read-call.js';
import { read } from './reads.js';
import { Refusal, unknownError } from './refusals.js';
import { StreamStore } from './stream-store.js';

export interface ServerOptions {
  /** 0, the default, for any that is free. */
  readonly port?: number;
  /** A file that keeps the log; in memory without. */
  readonly file?: string;
  /** The log of another node, for two nodes of one cluster. */
  readonly store?: StreamStore;
  /** The other nodes of the cluster, as gossip tells of them. */
  readonly peers?: readonly Endpoint[];
  /** PEM; with it come passwords and access lists, as in the server. */
  readonly tls?: { readonly key: string; readonly certificate: string };
  /** Who may come in, with TLS; by default who may come into a new server. */
  readonly users?: Readonly<Record<string, User>>;
  readonly maxAppendSize?: number;
  readonly writeTimeout?: number;
}

const HOST = '127.0.0.1';
const MAX_MESSAGE = 16 * 1024 * 1024;
const MAX_APPEND_SIZE = 1024 * 1024;
const WRITE_TIMEOUT_MS = 2_000;

/**
 * A small EventStoreDB for tests. It speaks the real gRPC protocol, from the client package's own
 * definitions, and exists to test the adapter: it knows only what that uses, is strict about
 * it, and answers UNIMPLEMENTED to the rest. Where the documentation is silent it follows the public
 * source of EventStoreDB 24.10.4; what a comment names without a package is a file or class there.
 *
 * Not here: links and projections (a few links are in the log, but nothing follows them),
 * persistent subscriptions, subscriptions to one stream, filtered reads, user certificates,
 * replication (nodes may share a log, so a follower is never behind), elections, scavenging.
 */
export class EventStoreDbServer extends Misbehaving implements Endpoint {
  readonly host = HOST;
  readonly store: StreamStore;
  /** What subscriptions asked for, one after the other. */
  readonly subscribed: ReadReq.Options[] = [];
  private readonly options: ServerOptions;
  private readonly grpc = new Server({ 'grpc.max_receive_message_length': MAX_MESSAGE });
  private readonly injector: ConnectionInjector;
  private readonly sockets = new Map<string, Socket>();
  private readonly subscriptions: Node['subscriptions'] = new Set();
  private door = createServer();
  private boundPort: number;

  private constructor(options: ServerOptions) {
    super();
    this.options = options;
    this.boundPort = options.port ?? 0;
    this.store = options.store ?? new StreamStore(options.file ?? ':memory:');
    const { tls } = options;
    const credentials = tls
      ? ServerCredentials.createSsl(null, [
          { private_key: Buffer.from(tls.key), cert_chain: Buffer.from(tls.certificate) },
        ])
      : ServerCredentials.createInsecure();
    this.injector = this.grpc.createConnectionInjector(credentials);
    this.addServices(tls ? (options.users ?? DEFAULT_USERS) : undefined);
  }

  /** Starts a server; it is ready when this resolves. */
  static async start(options: ServerOptions = {}): Promise<EventStoreDbServer> {
    const server = new EventStoreDbServer(options);
    await server.start();
    return server;
  }

  get port(): number {
    return this.boundPort;
  }

  get connectionString(): string {
    return `esdb://${HOST}:${String(this.port)}?tls=${String(this.options.tls !== undefined)}`;
  }

  /** Stops for good, and closes the log unless it is another node's. */
  async close(): Promise<void> {
    await this.stop();
    this.injector.destroy();
    if (!this.options.store) this.store.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  override async start(): Promise<void> {
    if (!this.options.store) await this.store.begin();
    this.door = createServer((socket) => this.let(socket));
    this.door.listen(this.boundPort, HOST);
    await once(this.door, 'listening');
    this.boundPort = (this.door.address() as AddressInfo).port;
  }

  override async stop(): Promise<void> {
    if (!this.door.listening) return;
    this.door.close();
    for (const socket of this.sockets.values()) socket.destroy();
    await once(this.door, 'close');
  }

  override async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  override dropSubscriptions(how: SubscriptionEnd = 'unavailable'): void {
    const fault = {
      unavailable: new Refusal(status.UNAVAILABLE, 'Server Is Not Ready'),
      cancelled: new Refusal(status.CANCELLED, 'Call canceled by the server.'),
      end: undefined,
    }[how];
    for (const end of this.subscriptions) end(fault ? { fault } : {});
  }

  private let(socket: Socket): void {
    const peer = `${String(socket.remoteAddress)}:${String(socket.remotePort)}`;
    this.sockets.set(peer, socket);
    socket.on('close', () => this.sockets.delete(peer)).on('error', () => socket.destroy());
    this.injector.injectConnection(socket);
  }

  private addServices(users: Readonly<Record<string, User>> | undefined): void {
    const { store, subscriptions, options } = this;
    const node: Node = {
      ...{ store, subscriptions, faults: this },
      access: new Access(store, users),
      maxAppendSize: options.maxAppendSize ?? MAX_APPEND_SIZE,
      writeTimeout: options.writeTimeout ?? WRITE_TIMEOUT_MS,
      hangUp: (call) => this.sockets.get(call.getPeer())?.destroy(),
    };
    const answered = <C extends Call, R>(answer: (call: C) => R | undefined | Promise<R | undefined>) => {
      return (call: C, reply: sendUnaryData<R>) => {
        const answering = async () => answer(call);
        answering().then(
          (response) => response && reply(null, response),
          (fault: unknown) => reply(refusalOf(fault)),
        );
      };
    };
    const ready = async <R>(call: Call, answer: () => R): Promise<R> => {
      callerOf(node, call);
      await this.pause();
      return answer();
    };
    this.grpc.addService(StreamsService, {
      append: answered((call: Parameters<typeof append>[1]) => append(node, call)),
      delete: answered((call: Parameters<typeof remove>[1]) => remove(node, call, 'delete')),
      tombstone: answered((call: Parameters<typeof remove>[1]) => remove(node, call, 'tombstone')),
      read: (call: ReadCall) => {
        const asked = call.request.getOptions();
        if (asked?.hasSubscription()) this.subscribed.push(asked);
        read(node, call).catch((fault: unknown) => call.cancelled || call.emit('error', refusalOf(fault)));
      },
      batchAppend: (call: ConstructorParameters<typeof BatchAppendCall>[1]) => {
        try {
          new BatchAppendCall(node, call).open();
        } catch (fault) {
          call.emit('error', refusalOf(fault));
        }
      },
    });
    this.grpc.addService(ServerFeaturesService, {
      getSupportedMethods: answered((call: Call) => ready(call, supportedMethods)),
    });
    this.grpc.addService(GossipService, {
      read: answered((call: Call) => ready(call, () => this.gossip())),
    });
  }

  private gossip(): ReturnType<typeof clusterInfo> {
    const members = [this, ...(this.options.peers ?? [])];
    if (this.leader === 'nobody') return clusterInfo(members, undefined);
    const leader = this.leader ?? this;
    const isKnown = members.some(({ host, port }) => host === leader.host && port === leader.port);
    return clusterInfo(isKnown ? members : [...members, leader], leader);
  }
}

/** ASP.NET answers like this when a handler throws something else. */
function refusalOf(fault: unknown): Refusal {
  if (fault instanceof Refusal) return fault;
  return unknownError('Exception was thrown by handler.');
}
