import { GossipService } from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import gossip from '@eventstore/db-client/generated/gossip_pb.js';
import type { ClusterInfo, MemberInfo } from '@eventstore/db-client/generated/gossip_pb.js';
import { MonitoringService } from '@eventstore/db-client/generated/monitoring_grpc_pb.js';
import { OperationsService } from '@eventstore/db-client/generated/operations_grpc_pb.js';
import { PersistentSubscriptionsService } from '@eventstore/db-client/generated/persistent_grpc_pb.js';
import { ProjectionsService } from '@eventstore/db-client/generated/projections_grpc_pb.js';
import { ServerFeaturesService } from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import features from '@eventstore/db-client/generated/serverfeatures_pb.js';
import type { SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { UsersService } from '@eventstore/db-client/generated/users_grpc_pb.js';
import { randomUUID } from 'node:crypto';

const VERSION = '24.10.4';

/** What a server of that version offers, whether this one knows it or not. */
const OFFERED: readonly Readonly<Record<string, { readonly path: string }>>[] = [
  PersistentSubscriptionsService,
  UsersService,
  StreamsService,
  OperationsService,
  GossipService,
  MonitoringService,
  ServerFeaturesService,
  ProjectionsService,
];

const FEATURES: readonly (readonly [RegExp, readonly string[]])[] = [
  [/PersistentSubscriptions/, ['stream', 'all']],
  [/Streams\/Read/, ['position', 'events']],
  [/Streams\/BatchAppend/, ['deadline_duration']],
  [/Projections\/Create/, ['track_emitted_streams']],
];

/** `ServerFeatures.cs`. */
export function supportedMethods(): SupportedMethods {
  const methods = OFFERED.flatMap((service) => Object.values(service)).map(({ path }) => {
    const [service = '', method = ''] = path.toLowerCase().split('/').slice(1);
    const offered = FEATURES.find(([pattern]) => pattern.test(path))?.[1] ?? [];
    return new features.SupportedMethod()
      .setServiceName(service)
      .setMethodName(method)
      .setFeaturesList([...offered]);
  });
  return new features.SupportedMethods().setEventStoreServerVersion(VERSION).setMethodsList(methods);
}

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** `Gossip.Read.cs`: the nodes of the cluster, and which of them leads. */
export function clusterInfo(members: readonly Endpoint[], leader: Endpoint | undefined): ClusterInfo {
  const { LEADER, FOLLOWER } = gossip.MemberInfo.VNodeState;
  const described = members.map(({ host, port }): MemberInfo => {
    const isLeader = host === leader?.host && port === leader.port;
    return new gossip.MemberInfo()
      .setInstanceId(new shared.UUID().setString(randomUUID()))
      .setTimeStamp(String(BigInt(Date.now()) * 10_000n))
      .setState(isLeader ? LEADER : FOLLOWER)
      .setIsAlive(true)
      .setHttpEndPoint(new gossip.EndPoint().setAddress(host).setPort(port));
  });
  return new gossip.ClusterInfo().setMembersList(described);
}
