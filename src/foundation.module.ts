import { Global, Module, type DynamicModule } from '@nestjs/common';
import { ApiKeys } from './access/api-keys.js';
import { AccountsView } from './accounts/accounts-view.js';
import { KnownNetworks } from './accounts/known-networks.js';
import { PasswordAttempts } from './accounts/password-attempts.js';
import { Clock } from './clock.js';
import { Config } from './config/config.js';
import { MasterKeys } from './crypto/master-keys.js';
import { LookUpHashes } from './crypto/look-up-hashes.js';
import { PasswordHashes, type Argon2idCost } from './crypto/password-hashes.js';
import { Vault } from './crypto/vault.js';
import { WrappedKeys } from './crypto/wrapped-keys.js';
import { AuthenticatedLog } from './event-store/authenticated-log.js';
import { Decisions } from './event-store/decisions.js';
import { LogGuard } from './event-store/log-guard.js';
import { LogKey } from './event-store/log-key.js';
import { LogMarks } from './event-store/log-marks.js';
import { EventStore, isEmpty } from './event-store/event-store.js';
import { EvidenceStore } from './evidence/evidence-store.js';
import { Outbox } from './notifications/outbox.js';
import { ProjectionStore } from './projections/projection-store.js';
import { Challenges } from './sign-in/challenges.js';
import { Sessions } from './sign-in/sessions.js';
import type { Storage } from './storage.js';

/** What the service stands on: chosen once at start, the same for every room. */
export interface Foundation {
  readonly config: Config;
  readonly clock: Clock;
  readonly masterKeys: MasterKeys;
  readonly storage: Storage;
  /** What a hash of a password or of a recovery code takes. */
  readonly hashCost: Argon2idCost;
}

/** Puts the foundation behind the ports the rooms ask for. */
@Global()
@Module({})
export class FoundationModule {
  static on({ config, clock, masterKeys, storage, hashCost }: Foundation): DynamicModule {
    const key = new LogKey(storage.wrappedKeys, masterKeys, storage.eventStore);
    const events = new AuthenticatedLog(storage.eventStore, key);
    const ports = [
      { provide: Config, useValue: config },
      { provide: Clock, useValue: clock },
      { provide: MasterKeys, useValue: masterKeys },
      { provide: EventStore, useValue: events },
      { provide: WrappedKeys, useValue: storage.wrappedKeys },
      { provide: Challenges, useValue: storage.challenges },
      { provide: Sessions, useValue: storage.sessions },
      { provide: ApiKeys, useValue: storage.apiKeys },
      { provide: PasswordAttempts, useValue: storage.passwordAttempts },
      { provide: KnownNetworks, useValue: storage.knownNetworks },
      { provide: LogMarks, useValue: storage.outbox },
      { provide: Outbox, useValue: storage.outbox },
      { provide: EvidenceStore, useValue: storage.evidence },
      { provide: ProjectionStore, useValue: storage.projections },
      { provide: AccountsView, useValue: storage.accounts },
    ];
    const guard = new LogGuard(storage.eventStore, storage.outbox);
    const services = [
      { provide: LogGuard, useValue: guard },
      { provide: Decisions, useValue: new Decisions(events, clock, guard, key) },
      {
        provide: Vault,
        useValue: new Vault(storage.wrappedKeys, masterKeys, () => isEmpty(storage.eventStore)),
      },
      { provide: PasswordHashes, useValue: new PasswordHashes(hashCost) },
      { provide: LookUpHashes, useValue: new LookUpHashes(hashCost) },
    ];
    return { module: FoundationModule, providers: [...ports, ...services], exports: [...ports, ...services] };
  }
}
