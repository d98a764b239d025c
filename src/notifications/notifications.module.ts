import { Module } from '@nestjs/common';
import { Config } from '../config/config.js';
import { chooseNotifier } from './choose-notifier.js';
import { Courier } from './courier.js';
import { NotificationRunner } from './notification-runner.js';
import { Notifier } from './notifier.js';
import { OutboxFiller } from './outbox-filler.js';

@Module({
  providers: [
    { provide: Notifier, useFactory: chooseNotifier, inject: [Config] },
    OutboxFiller,
    Courier,
    NotificationRunner,
  ],
})
export class NotificationsModule {}
