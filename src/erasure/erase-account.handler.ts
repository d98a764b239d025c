import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Origin } from '../event-store/event-metadata.js';
import { Erasure } from './erasure.js';

export class EraseAccount extends Command<
  { readonly kind: 'erased' } | { readonly code: 'accountNotFound' }
> {
  constructor(
    readonly accountId: string,
    readonly origin: Origin,
  ) {
    super();
  }
}

/** An administrator's: who cannot sign in any more may ask to be forgotten too. */
@CommandHandler(EraseAccount)
export class EraseAccountHandler implements ICommandHandler<EraseAccount> {
  constructor(private readonly erasure: Erasure) {}

  async execute({ accountId, origin }: EraseAccount) {
    const refusal = await this.erasure.erase(accountId, null, origin);
    return refusal === undefined ? { kind: 'erased' as const } : { code: 'accountNotFound' as const };
  }
}
