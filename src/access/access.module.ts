import { Module } from '@nestjs/common';
import { Authentication } from './authentication.js';
import { Clients } from './clients.js';

@Module({ providers: [Authentication, Clients], exports: [Authentication, Clients] })
export class AccessModule {}
