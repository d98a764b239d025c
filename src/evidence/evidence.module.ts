import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { Clock } from '../clock.js';
import { Config } from '../config/config.js';
import { chooseWebhook } from '../webhooks/choose-webhook.js';
import { AccountExport } from './account-export.js';
import { EvidenceStore } from './evidence-store.js';
import { EvidenceResolver } from './evidence.resolver.js';
import { HistoryController } from './history.controller.js';
import { HistoryDownloads } from './history-downloads.js';
import { HeadCourier } from './head-courier.js';
import { Notary } from './notary.js';
import { NotaryRunner } from './notary-runner.js';
import { Prover } from './prover.js';
import { TreeKeeper } from './tree-keeper.js';

const courier = {
  provide: HeadCourier,
  useFactory: (evidence: EvidenceStore, clock: Clock, config: Config) =>
    new HeadCourier(evidence, clock, chooseWebhook(config, 'NOTARY')),
  inject: [EvidenceStore, Clock, Config],
};

@Module({
  imports: [AccessModule],
  controllers: [HistoryController],
  providers: [
    TreeKeeper,
    Notary,
    courier,
    NotaryRunner,
    Prover,
    EvidenceResolver,
    AccountExport,
    HistoryDownloads,
  ],
})
export class EvidenceModule {}
