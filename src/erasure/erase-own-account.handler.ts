import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Origin } from '../event-store/event-metadata.js';
import { FullProof, type Proof, type Proved } from '../two-factor/full-proof.js';
import { Erasure } from './erasure.js';

export class EraseOwnAccount extends Command<
  { readonly kind: 'erased' } | Exclude<Proved, { kind: 'proved' }>
> {
  constructor(
    readonly accountId: string,
    readonly proof: Proof,
    readonly origin: Origin,
  ) {
    super();
  }
}

/** Password and code are proved in this one act. A crash between the code and the erasure costs a code. */
@CommandHandler(EraseOwnAccount)
export class EraseOwnAccountHandler implements ICommandHandler<EraseOwnAccount> {
  constructor(
    private readonly proof: FullProof,
    private readonly erasure: Erasure,
  ) {}

  async execute({ accountId, proof, origin }: EraseOwnAccount) {
    const proved = await this.proof.of(accountId, proof, 'eraseAccount', origin);
    if (!('kind' in proved)) return proved;
    const refusal = await this.erasure.erase(accountId, proved.passwordVersion, origin);
    return refusal === undefined ? { kind: 'erased' as const } : { code: 'passwordRefused' as const };
  }
}
