import { Module } from '@nestjs/common';
import { accountsProjection } from '../accounts/accounts.projection.js';
import { Freshness } from './freshness.js';
import { ProjectionRunner, Projections } from './projection-runner.js';

const projections: Projections = { all: [accountsProjection] };

@Module({
  providers: [{ provide: Projections, useValue: projections }, ProjectionRunner, Freshness],
  exports: [Freshness, Projections],
})
export class ProjectionsModule {}
