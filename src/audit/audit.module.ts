import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { AdoptionResolver } from './adoption.resolver.js';
import { DecidingEvents } from './deciding-events.js';
import { HistoryEvents } from './history-events.js';
import { HistoryResolver } from './history.resolver.js';
import { ReadAdoptionHandler } from './read-adoption.query.js';
import { ReadHistoryHandler } from './read-history.query.js';
import { ReadTwoFactorAtHandler } from './read-two-factor-at.query.js';
import { TwoFactorAtResolver } from './two-factor-at.resolver.js';

@Module({
  imports: [CqrsModule],
  providers: [
    HistoryResolver,
    TwoFactorAtResolver,
    AdoptionResolver,
    ReadHistoryHandler,
    ReadTwoFactorAtHandler,
    ReadAdoptionHandler,
    HistoryEvents,
    DecidingEvents,
  ],
})
export class AuditModule {}
