import { Controller, Get, Header, HttpStatus, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Vault } from '../crypto/vault.js';
import { EventStore } from '../event-store/event-store.js';
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

/** What nobody can be let in without: the log, everything else that is kept, the keys that open it. */
type Need = 'eventStore' | 'database' | 'keys';

type Health =
  | { readonly status: 'ready'; readonly head: number; readonly projections: readonly ProjectionHealth[] }
  | { readonly status: 'not ready'; readonly waitingFor: readonly Need[] };

@Controller()
export class HealthController {
  constructor(
    private readonly events: EventStore,
    private readonly rows: ProjectionStore,
    private readonly projections: Projections,
    private readonly vault: Vault,
  ) {}

  /** Ready to let people in: all that takes answers. A projection that is behind says so, and hinders nobody. */
  @Get('healthz')
  @Header('cache-control', 'no-store')
  async health(@Res({ passthrough: true }) reply: FastifyReply): Promise<Health> {
    const [head, rows, keys] = await Promise.allSettled([
      this.events.head(),
      Promise.all(this.projections.all.map((projection) => this.rowsOf(projection))),
      this.vault.check(),
    ]);
    if (head.status === 'fulfilled' && rows.status === 'fulfilled' && keys.status === 'fulfilled') {
      const behind = (position: number) => Math.max(0, head.value - position);
      return {
        status: 'ready',
        head: head.value,
        projections: rows.value.map((row) => ({ ...row, behind: behind(row.position) })),
      };
    }
    void reply.status(HttpStatus.SERVICE_UNAVAILABLE);
    const needs = { eventStore: head, database: rows, keys };
    const waitingFor = (Object.keys(needs) as Need[]).filter((need) => needs[need].status === 'rejected');
    return { status: 'not ready', waitingFor };
  }

  private async rowsOf(projection: Projection): Promise<Omit<ProjectionHealth, 'behind'>> {
    const position = (await this.rows.checkpoint(projection)) ?? 0;
    const parked = await this.rows.parked(projection);
    return { name: projection.name, position, parked: parked.length };
  }
}
