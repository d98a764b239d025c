import { Injectable } from '@nestjs/common';
import { Vault } from '../crypto/vault.js';
import { EventStore, EventStoreUnavailable } from '../event-store/event-store.js';
import { LogGuard } from '../event-store/log-guard.js';
import { StorageUnavailable } from '../storage.js';
import { ProjectionStore } from '../projections/projection-store.js';
import { Projections } from '../projections/projection-runner.js';
import type { Projection } from '../projections/projection.js';

interface ProjectionHealth {
  readonly name: string;
  /** Position of the last event in its rows. */
  readonly position: number;
  /** How far the log is ahead of them, in positions. */
  readonly behind: number;
  /** Events it could not apply. */
  readonly parked: number;
}

/** What nobody can be let in without: the log, everything else that is kept, the keys that open it, and a log that lost nothing. */
type Need = 'eventStore' | 'database' | 'keys' | 'log';

/** For who runs the service. */
export type HealthReport =
  | { readonly status: 'ready'; readonly head: number; readonly projections: readonly ProjectionHealth[] }
  | { readonly status: 'not ready'; readonly waitingFor: readonly Need[] };

/** Finds out whether the service is ready to let people in. */
@Injectable()
export class Health {
  private underWay: Promise<HealthReport> | undefined;

  constructor(
    private readonly events: EventStore,
    private readonly rows: ProjectionStore,
    private readonly projections: Projections,
    private readonly vault: Vault,
    private readonly guard: LogGuard,
  ) {}

  /** However many ask at once, the stores are asked once. */
  report(): Promise<HealthReport> {
    this.underWay ??= this.look().finally(() => (this.underWay = undefined));
    return this.underWay;
  }

  /** Ready: all that letting people in takes answers. A projection that is behind says so, and hinders nobody. */
  private async look(): Promise<HealthReport> {
    const [head, rows, keys, log] = await Promise.allSettled([
      this.events.head(),
      Promise.all(this.projections.all.map((projection) => this.rowsOf(projection))),
      this.vault.check().catch(unless(EventStoreUnavailable)),
      this.guard.check().catch(unless(EventStoreUnavailable, StorageUnavailable)),
    ]);
    if (
      head.status === 'fulfilled' &&
      rows.status === 'fulfilled' &&
      keys.status === 'fulfilled' &&
      log.status === 'fulfilled'
    ) {
      const behind = (position: number) => Math.max(0, head.value - position);
      return {
        status: 'ready',
        head: head.value,
        projections: rows.value.map((row) => ({ ...row, behind: behind(row.position) })),
      };
    }
    const needs = { eventStore: head, database: rows, keys, log };
    const waitingFor = (Object.keys(needs) as Need[]).filter((need) => needs[need].status === 'rejected');
    return { status: 'not ready', waitingFor };
  }

  private async rowsOf(projection: Projection): Promise<Omit<ProjectionHealth, 'behind'>> {
    const position = (await this.rows.checkpoint(projection)) ?? 0;
    const parked = await this.rows.parked(projection);
    return { name: projection.name, position, parked: parked.length };
  }
}

/** Passes over faults that are told as another need. */
function unless(...told: readonly (new (cause: unknown) => Error)[]): (fault: unknown) => void {
  return (fault) => {
    if (!told.some((kind) => fault instanceof kind)) throw fault;
  };
}
