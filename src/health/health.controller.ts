import { Controller, Get, HttpStatus, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Config } from '../config/config.js';
import { Health, type HealthReport } from './health.js';

@Controller()
export class HealthController {
  constructor(
    private readonly config: Config,
    private readonly health: Health,
  ) {}

  /** In production strangers learn whether the service is ready, and nothing inside: that is in the metrics. */
  @Get('healthz')
  async healthz(
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<HealthReport | { readonly status: 'ready' }> {
    const report = await this.health.report();
    if (report.status === 'not ready') void reply.status(HttpStatus.SERVICE_UNAVAILABLE);
    else if (this.config.NODE_ENV === 'production') return { status: report.status };
    return report;
  }
}
