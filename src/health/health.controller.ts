import { Controller, Get, Header, HttpStatus, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
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

interface Health {
  readonly status: 'ready' | 'not ready';
  readonly head?: number;
  readonly projections?: readonly ProjectionHealth[];
}

@Controller()
export class HealthController {
  constructor(
    private readonly events: EventStore,
    private readonly rows: ProjectionStore,
    private readonly projections: Projections,
  ) {}

  /** Ready to let people in: the log and the rows answer. A projection that is behind says so, and hinders nobody. */
  @Get('healthz')
  @Header('cache-control', 'no-store')
  async health(@Res({ passthrough: true }) reply: FastifyReply): Promise<Health> {
    try {
      const head = await this.events.head();
      const projections = await Promise.all(
        this.projections.all.map((projection) => this.healthOf(projection, head)),
      );
      return { status: 'ready', head, projections };
    } catch {
      void reply.status(HttpStatus.SERVICE_UNAVAILABLE);
      return { status: 'not ready' };
    }
  }

  private async healthOf(projection: Projection, head: number): Promise<ProjectionHealth> {
    const position = (await this.rows.checkpoint(projection)) ?? 0;
    const parked = await this.rows.parked(projection);
    return { name: projection.name, position, behind: Math.max(0, head - position), parked: parked.length };
  }
}
