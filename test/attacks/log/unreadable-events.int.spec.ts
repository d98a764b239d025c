import { accountsProjection } from '../../../src/accounts/accounts.projection.js';
import { NO_STREAM, type NewEvent } from '../../../src/event-store/event-store.js';
import { somebody, type Client } from '../../support/client.js';
import { eventually } from '../../support/eventually.js';
import { BY_THE_SYSTEM, newEvent } from '../../support/new-events.js';
import { startService, type Service } from '../../support/service.js';
import { whileStopped } from '../../support/stopped.js';
import { protectedAccount, type Protected } from '../../journeys/protected-account.js';

const DISABLED = { enrollmentId: '019ca963-1800-7000-8000-000000000001', step: 1 };

const STRANGE: readonly (readonly [string, NewEvent])[] = [
  ['an unknown type', newEvent('TwoFactorTransferred', { to: 'the future' })],
  [
    'a foreign type',
    newEvent('UsernameClaimed', { accountId: DISABLED.enrollmentId, claimedAt: BY_THE_SYSTEM.at }),
  ],
  ['a newer version', newEvent('TwoFactorDisabled', DISABLED, { ...BY_THE_SYSTEM, schemaVersion: 99 })],
  ['data of another shape', newEvent('TwoFactorDisabled', { enrollmentId: 'none', step: -1 })],
  ['metadata of another shape', newEvent('TwoFactorDisabled', DISABLED, { schemaVersion: 1 })],
];

describe('An event in the log that cannot be understood:', () => {
  let service: Service;
  let victim: Protected;
  let other: Protected;
  beforeEach(async () => {
    service = await startService();
    victim = await protectedAccount(service);
    other = await protectedAccount(service);
  });
  afterEach(() => service.dispose());

  /** Puts an event at the end of a stream of the victim's. */
  async function put(category: string, event: NewEvent): Promise<void> {
    await whileStopped(service, async ({ eventStore }) => {
      const stream = `${category}-${victim.accountId}`;
      const [newest] = await eventStore.readStream(stream, { direction: 'backwards', limit: 1 });
      await eventStore.append(stream, newest?.revision ?? NO_STREAM, [event]);
    });
  }

  const signIn = async ({ me, secret }: Protected, person: Client = service.client()) => {
    const { challenge } = await person.signIn(me);
    return person.answerChallenge(challenge as string, person.code(secret));
  };

  it.each(STRANGE)('%s at the end of a second factor closes that account, and no other', async (_, event) => {
    await put('twoFactor', event);
    await expect(signIn(victim)).rejects.toThrow('INTERNAL_SERVER_ERROR');
    expect(await signIn(other)).toMatchObject({ __typename: 'SignedIn' });
  });

  it('at the end of an account closes it, and no other', async () => {
    await put('account', newEvent('AccountMoved', {}));
    await expect(signIn(victim)).rejects.toThrow('INTERNAL_SERVER_ERROR');
    expect(await signIn(other)).toMatchObject({ __typename: 'SignedIn' });
  });

  it('never reads as "2FA off", and is parked with an alarm while queries about others go on', async () => {
    await put('twoFactor', newEvent('TwoFactorTransferred', { to: 'the future' }));
    const administrator = await service.keyClient('administrator');
    const stateOf = async ({ accountId }: Protected) => {
      const query = 'query ($id: ID!) { account(by: { id: $id }) { twoFactor { status } } }';
      return (await administrator.query(query, { id: accountId }))['account'].twoFactor.status as string;
    };
    await eventually(async () => {
      expect(await stateOf(victim)).toBe('UNKNOWN');
    });
    expect(await stateOf(other)).toBe('ON');
    await whileStopped(service, async ({ projections }) => {
      expect(await projections.parked(accountsProjection)).toMatchObject([{ type: 'TwoFactorTransferred' }]);
    });
  });

  it('lets new people register', async () => {
    await put('twoFactor', newEvent('TwoFactorTransferred', { to: 'the future' }));
    expect(await service.client().registered(somebody())).toHaveProperty('accountId');
  });
});
