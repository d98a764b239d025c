import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { HistoryResolver } from './history.resolver.js';
import { ReadHistoryHandler } from './read-history.query.js';

@Module({ imports: [CqrsModule], providers: [HistoryResolver, ReadHistoryHandler] })
export class AuditModule {}
