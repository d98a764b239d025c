import { accountsProjection } from '../../../src/accounts/accounts.projection.js';
import { inCanonicalOrder } from '../../../src/event-store/canonical-json.js';
import { eventHash } from '../../../src/event-store/event-hash.js';
import type { JsonObject, NewEvent, RecordedEvent } from '../../../src/event-store/event-store.js';
import { databaseIn } from '../../evidence/tampering.js';
import { challenged, protectedAccount, type Protected } from '../../journeys/protected-account.js';
import { twoFactorAt } from '../../support/client-queries.js';
import { eventually } from '../../support/eventually.js';
import { withoutMac } from '../../support/macs.js';
import { newEvent } from '../../support/new-events.js';
import { startInProduction } from '../../support/production.js';
import type { Service } from '../../support/service.js';
import { whileStopped } from '../../support/stopped.js';
import { Subscriber } from '../../support/subscriber.js';

/** What the newest event of a second factor that is on says it adds up to. */
interface Carrying {
  readonly state: {
    readonly version: number;
    readonly value: JsonObject & { readonly factor: { readonly enrollmentId: string } };
  };
}

/** Somebody may write to the files of the log, knows all that is in them, and does without the keys. */
describe('An event that is right in everything but its MAC', () => {
  let service: Service;
  let victim: Protected;
  let other: Protected;
  beforeEach(async () => {
    service = await startInProduction();
    victim = await protectedAccount(service);
    other = await protectedAccount(service);
  });
  afterEach(() => service.dispose());

  /** Puts an event behind the last one of the victim's second factor. */
  const put = (forged: (newest: RecordedEvent) => NewEvent) =>
    whileStopped(service, async ({ eventStore }) => {
      const stream = `twoFactor-${victim.accountId}`;
      const [newest] = await eventStore.readStream(stream, { direction: 'backwards', limit: 1 });
      await eventStore.append(stream, newest!.revision, [forged(newest!)]);
    });

  const disabled = (newest: RecordedEvent, more: JsonObject = {}) => {
    const { state } = newest.metadata as unknown as Carrying;
    const metadata = {
      ...newest.metadata,
      schemaVersion: 2,
      previousHash: eventHash(newest),
      state: { ...state, value: { ...state.value, factor: { status: 'off' } } },
      ...more,
    };
    const { enrollmentId } = state.value.factor;
    return newEvent('TwoFactorDisabled', { enrollmentId, step: null }, inCanonicalOrder(metadata));
  };

  const signsIn = async ({ me, secret }: Protected) => {
    const { person, challenge } = await challenged(service, me);
    return person.answerChallenge(challenge, person.code(secret));
  };

  it.each<[string, (newest: RecordedEvent) => NewEvent]>([
    ['the MAC of the event before', (newest) => disabled(newest)],
    ['another MAC', (newest) => disabled(newest, { mac: '0'.repeat(32) })],
    ['no MAC', (newest) => withoutMac(disabled(newest))],
  ])('turns 2FA off for nobody, with %s, and keeps nobody else out', async (_, forged) => {
    await put(forged);
    await expect(service.client().signIn(victim.me)).rejects.toThrow('INTERNAL_SERVER_ERROR');
    expect(await signsIn(other)).toMatchObject({ __typename: 'SignedIn' });
  });

  it('is told of as nothing that happened, with alarms', async () => {
    await put(disabled);
    const auditor = await service.keyClient('auditor');
    const query = 'query ($id: ID!) { account(by: { id: $id }) { twoFactor { status } } }';
    await eventually(async () => {
      const { account } = await auditor.query(query, { id: victim.accountId });
      expect(account.twoFactor.status).toBe('UNKNOWN');
    });
    const { accountId } = await protectedAccount(service);
    const subscriber = new Subscriber({ url: service.nextUrl(), token: auditor.token, after: '0' });
    const changes = await subscriber.received(9);
    expect(changes.map((change) => change.accountId).slice(-3)).toEqual(Array(3).fill(accountId));
    await subscriber.dispose();
    const its = new Subscriber({
      url: service.nextUrl(),
      token: auditor.token,
      after: '0',
      accountId: victim.accountId,
    });
    expect(await its.refused()).toMatchObject({ extensions: { code: 'INTERNAL_SERVER_ERROR' } });
    await its.dispose();
    await whileStopped(service, async ({ projections, outbox }) => {
      expect(await projections.parked(accountsProjection)).toMatchObject([
        {
          type: 'TwoFactorDisabled',
          error: expect.stringContaining('this service did not write it') as string,
        },
      ]);
      expect(await outbox.parked()).toMatchObject([
        { error: expect.stringContaining('this service did not write it') as string },
      ]);
    });
  });

  describe('or one that was changed in the middle of a stream,', () => {
    /** Changes an event of the victim's second factor that is not its newest. */
    async function change(type: string, sql: string): Promise<void> {
      await service.stop();
      {
        using db = databaseIn(service.folder);
        const where = `stream = 'twoFactor-${victim.accountId}' AND type = '${type}'`;
        const { changes } = db
          .prepare(
            `UPDATE events SET ${sql} WHERE position = (SELECT max(position) FROM events WHERE ${where})`,
          )
          .run();
        expect(changes).toBe(1);
      }
      await service.startAgain();
    }

    it('brings back no recovery codes that were replaced', async () => {
      const { me, secret, owner, recoveryCodes } = victim;
      expect(await owner.regenerateRecoveryCodes(me.password, owner.code(secret))).toMatchObject({
        __typename: 'RecoveryCodesRegenerated',
      });
      service.clock.advance({ steps: 20 });
      expect(await signsIn(victim)).toMatchObject({ __typename: 'SignedIn' });
      const first = `(SELECT data ->> 'sealedCodes' FROM events WHERE stream = 'twoFactor-${victim.accountId}'
        AND type = 'TwoFactorRecoveryCodesIssued' ORDER BY position LIMIT 1)`;
      await change('TwoFactorRecoveryCodesIssued', `data = json_set(data, '$.sealedCodes', ${first})`);
      const { person, challenge } = await challenged(service, me);
      await expect(person.answerChallenge(challenge, recoveryCodes[0]!)).rejects.toThrow(
        'INTERNAL_SERVER_ERROR',
      );
    });

    it('tells nothing of the past that was not so', async () => {
      await change(
        'TwoFactorEnrollmentConfirmed',
        `metadata = replace(metadata, '"confirmEnrollment"', '"forged"')`,
      );
      const auditor = await service.keyClient('auditor');
      const past = twoFactorAt(auditor, victim.accountId, { at: service.clock.now().toISOString() });
      await expect(past).rejects.toThrow('INTERNAL_SERVER_ERROR');
    });
  });
});
