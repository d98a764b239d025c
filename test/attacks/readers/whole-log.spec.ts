import type { Caller } from '../../../src/access/caller.js';
import { TwoFactorChangesResolver } from '../../../src/two-factor/two-factor-changes.resolver.js';
import { confirmed, started, STEP } from '../../domain/two-factor.facts.js';
import { API_KEY } from '../../support/access-facts.js';
import { accountId, happensTo, record, registered } from '../../support/account-history.js';
import { CountingEventStore } from '../../support/counting-event-store.js';

const ADA = accountId(0);
const APPLICATION: Caller = { kind: 'key', apiKey: API_KEY };

describe('Who follows one account from the beginning of a long log', () => {
  it('has as much read as the account has, and not the log', async () => {
    const store = new CountingEventStore();
    await record(store, [...registered(ADA), happensTo(ADA, started())]);
    for (let other = 1; other <= 500; other++) await record(store, registered(accountId(other)));
    await record(store, [happensTo(ADA, confirmed(STEP))]);
    store.eventsRead = 0;

    const resolver = new TwoFactorChangesResolver(store);
    const changes = await resolver.twoFactorChanged(ADA, '0', {
      caller: APPLICATION,
      correlationId: 'request',
    });
    const reader = changes[Symbol.asyncIterator]();
    for (const type of ['TwoFactorEnrollmentStarted', 'TwoFactorEnrollmentConfirmed'])
      expect(await reader.next()).toMatchObject({ value: { type, accountId: ADA } });
    const third = reader.next();
    const [newest] = await store.readStream(`twoFactor-${ADA}`, { direction: 'backwards', limit: 1 });
    await store.append(`twoFactor-${ADA}`, newest!.revision, [happensTo(ADA, started()).event]);
    expect(await third).toMatchObject({ value: { type: 'TwoFactorEnrollmentStarted' } });
    await reader.return?.();

    expect(store.eventsRead).toBeLessThan(10);
    expect(store.lookedThrough).toBeLessThan(20);
  });
});
