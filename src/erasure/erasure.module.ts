import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { TwoFactorModule } from '../two-factor/two-factor.module.js';
import { EraseAccountHandler } from './erase-account.handler.js';
import { EraseOwnAccountHandler } from './erase-own-account.handler.js';
import { Eraser } from './eraser.js';
import { Erasure } from './erasure.js';
import { ErasedAccountFilter } from './erased-account.filter.js';
import { ErasureResolver } from './erasure.resolver.js';

@Module({
  imports: [CqrsModule, TwoFactorModule],
  providers: [
    ErasureResolver,
    EraseOwnAccountHandler,
    EraseAccountHandler,
    Erasure,
    Eraser,
    { provide: APP_FILTER, useClass: ErasedAccountFilter },
  ],
})
export class ErasureModule {}
