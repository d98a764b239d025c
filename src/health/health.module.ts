import { Module } from '@nestjs/common';
import { ProjectionsModule } from '../projections/projections.module.js';
import { HealthController } from './health.controller.js';
import { Health } from './health.js';
import { MetricsServer } from './metrics-server.js';

@Module({ imports: [ProjectionsModule], controllers: [HealthController], providers: [Health, MetricsServer] })
export class HealthModule {}
