import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { AdoptionResolver } from './adoption.resolver.js';
import { HistoryResolver } from './history.resolver.js';
import { ReadAdoptionHandler } from './read-adoption.query.js';
import { ReadHistoryHandler } from './read-history.query.js';

@Module({
  imports: [CqrsModule],
  providers: [HistoryResolver, AdoptionResolver, ReadHistoryHandler, ReadAdoptionHandler],
})
export class AuditModule {}
