import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Origin } from '../event-store/event-metadata.js';
import { Sessions, type AskingSession } from '../sign-in/sessions.js';
import type { SignedOut } from '../sign-in/while-signed-in.js';
import { FullProof, type Proof, type Proved } from '../two-factor/full-proof.js';
import { Erasure } from './erasure.js';

export class EraseOwnAccount extends Command<
  { readonly kind: 'erased' } | SignedOut | Exclude<Proved, { kind: 'proved' }>
> {
  constructor(
    readonly session: AskingSession,
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
    private readonly sessions: Sessions,
  ) {}

  async execute({ session, proof, origin }: EraseOwnAccount) {
    const { accountId } = session;
    const proved = await this.proof.of(accountId, proof, 'eraseAccount', origin);
    if (!('kind' in proved)) return proved;
    // Its owner may have ended it while the password was looked at.
    if (!(await this.sessions.find(session.tokenHash))) return { code: 'notSignedIn' as const };
    const refusal = await this.erasure.erase(accountId, proved.passwordVersion, origin);
    return refusal === undefined ? { kind: 'erased' as const } : { code: 'passwordRefused' as const };
  }
}
