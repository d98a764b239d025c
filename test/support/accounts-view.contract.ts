import type { AccountRow, AccountsView, TwoFactorStatus } from '../../src/accounts/accounts-view.js';
import { accountsProjection } from '../../src/accounts/accounts.projection.js';
import { LOG_START } from '../../src/event-store/event-store.js';
import type { ProjectionStore } from '../../src/projections/projection-store.js';
import {
  codesIssued,
  confirmed,
  disabled,
  LIFETIME_SECONDS,
  recoveryCodeUsed,
  SECOND,
  secondsFrom,
  started,
  STEP,
  wasReset,
} from '../domain/two-factor.facts.js';
import {
  accountId,
  claimed,
  erased,
  happensTo,
  nameId,
  registered,
  sealedUsername,
  twoFactorStream,
  type Happening,
} from './account-history.js';
import { NOW } from './facts.js';

export interface OpenedAccountsView {
  readonly accounts: AccountsView;
  /** Where the view reads. */
  readonly projections: ProjectionStore;
  readonly close: () => void | Promise<void>;
}

const EXPIRY = secondsFrom(LIFETIME_SECONDS);
const LATER = secondsFrom(60);
const [ADA, BOB, CY, DI, EVE] = [0, 1, 2, 3, 4].map(accountId) as [string, string, string, string, string];

/** What every view of the accounts projection does. It begins empty. */
export function describeAccountsView(name: string, open: () => Promise<OpenedAccountsView>): void {
  describe(`${name}, as every view of accounts,`, () => {
    let opened: OpenedAccountsView;
    let accounts: AccountsView;
    let position: number;
    beforeEach(async () => {
      opened = await open();
      accounts = opened.accounts;
      position = LOG_START;
      await opened.projections.reset(accountsProjection);
    });
    afterEach(() => opened.close());

    const happens = async (...happenings: readonly Happening[]) => {
      for (const { stream, event } of happenings) {
        const from = position++;
        const change = accountsProjection.apply({ ...event, stream, revision: 0, position });
        const changes = change ? [change] : [];
        await opened.projections.commit(accountsProjection, { from, to: position, changes, parked: [] });
      }
    };
    const park = async (stream: string) => {
      const from = position++;
      const parked = [{ position, stream, eventId: `event ${position}`, type: 'Unknown', error: 'unknown' }];
      await opened.projections.commit(accountsProjection, { from, to: position, changes: [], parked });
    };
    const statusOf = async (account: string, now = NOW) => (await accounts.byId(account, now))?.twoFactor;
    const page = async (twoFactor: TwoFactorStatus | null, after = LOG_START, limit = 10, now = NOW) =>
      accounts.page({ after, limit, twoFactor, now });
    const ids = (rows: readonly AccountRow[]) => rows.map(({ id }) => id);

    describe('when one account is looked for', () => {
      it.each([
        ['byId', ADA],
        ['byName', nameId(ADA)],
      ] as const)('finds it %s, with every field', async (by, key) => {
        await happens(...registered(BOB), ...registered(ADA, LATER));
        expect(await accounts[by](key, NOW)).toStrictEqual({
          id: ADA,
          sealedUsername: sealedUsername(ADA),
          registeredAt: LATER,
          registeredPosition: 4,
          twoFactor: 'off',
          twoFactorSince: LATER,
          enrollmentExpiresAt: null,
          recoveryCodesLeft: null,
        } satisfies AccountRow);
      });

      it('does not find one that is not there', async () => {
        await happens(...registered(ADA));
        expect(await accounts.byId(BOB, NOW)).toBeUndefined();
        expect(await accounts.byName(nameId(BOB), NOW)).toBeUndefined();
        expect(await accounts.byId(nameId(ADA), NOW)).toBeUndefined();
      });

      it('does not find one whose registration never came to an end', async () => {
        await happens(claimed(ADA));
        expect(await accounts.byId(ADA, NOW)).toBeUndefined();
        expect(await accounts.byName(nameId(ADA), NOW)).toBeUndefined();
        expect(await page(null)).toStrictEqual([]);
      });
    });

    describe('when accounts were erased', () => {
      it('finds them no more, by whatever is asked for, and their names lead to who has them now', async () => {
        await happens(...registered(ADA), ...registered(BOB), happensTo(ADA, started()), erased(ADA));
        expect(await accounts.byId(ADA, NOW)).toBeUndefined();
        expect(await accounts.byName(nameId(ADA), NOW)).toBeUndefined();
        for (const state of [null, 'off', 'pending', 'on'] as const)
          expect(ids(await page(state))).not.toContain(ADA);
        const [claim] = registered(ADA);
        const anew = { ...claim!.event, data: { ...(claim!.event.data as object), accountId: CY } };
        await happens({ stream: claim!.stream, event: anew }, registered(CY)[1]!);
        expect((await accounts.byName(nameId(ADA), NOW))?.id).toBe(CY);
      });

      it('lists them in the order it happened, in pages', async () => {
        for (const account of [ADA, BOB, CY, DI]) await happens(...registered(account));
        expect(await accounts.erased(LOG_START, 10)).toStrictEqual([]);
        await happens(erased(CY), erased(ADA), erased(DI));
        const first = await accounts.erased(LOG_START, 2);
        expect(first).toStrictEqual([
          { id: CY, position: position - 2 },
          { id: ADA, position: position - 1 },
        ]);
        expect(await accounts.erased(first.at(-1)!.position, 2)).toStrictEqual([{ id: DI, position }]);
      });
    });

    describe('when it tells the state of 2FA', () => {
      beforeEach(() => happens(...registered(ADA), ...registered(BOB)));

      it('is pending from the start of an enrollment until the moment it expires', async () => {
        await happens(happensTo(ADA, started(), LATER));
        expect(await accounts.byId(ADA, LATER)).toMatchObject({
          twoFactor: 'pending',
          twoFactorSince: NOW,
          enrollmentExpiresAt: EXPIRY,
        });
        expect(await statusOf(ADA, new Date(EXPIRY.getTime() - 1))).toBe('pending');
        expect(await statusOf(ADA, EXPIRY)).toBe('off');
        expect(await statusOf(BOB, LATER)).toBe('off');
      });

      it('is on since a code confirmed it', async () => {
        await happens(happensTo(ADA, started()), happensTo(ADA, confirmed(STEP), LATER));
        expect(await accounts.byId(ADA, LATER)).toMatchObject({
          twoFactor: 'on',
          twoFactorSince: LATER,
          enrollmentExpiresAt: null,
        });
      });

      it('stays on while the authenticator is being replaced', async () => {
        await happens(happensTo(ADA, started()), happensTo(ADA, confirmed(STEP)));
        await happens(happensTo(ADA, started(SECOND), LATER));
        expect(await accounts.byId(ADA, LATER)).toMatchObject({
          twoFactor: 'on',
          twoFactorSince: NOW,
          enrollmentExpiresAt: EXPIRY,
        });
      });

      it.each([
        ['disabled', disabled(STEP + 1)],
        ['reset', wasReset()],
      ])('is off since it was %s', async (_, event) => {
        await happens(happensTo(ADA, started()), happensTo(ADA, confirmed(STEP)));
        await happens(happensTo(ADA, started(SECOND)), happensTo(ADA, event, LATER));
        expect(await accounts.byId(ADA, LATER)).toMatchObject({
          twoFactor: 'off',
          twoFactorSince: LATER,
          enrollmentExpiresAt: null,
        });
      });

      it('tells how many recovery codes are left, from when they were made', async () => {
        const left = async () => (await accounts.byId(ADA, NOW))?.recoveryCodesLeft;
        await happens(happensTo(ADA, started()), happensTo(ADA, confirmed(STEP)));
        expect(await left()).toBeNull();
        await happens(happensTo(ADA, codesIssued()));
        expect(await left()).toBe(10);
        await happens(happensTo(ADA, recoveryCodeUsed(4, 'signIn', 9)));
        expect((await page('on')).map(({ recoveryCodesLeft }) => recoveryCodesLeft)).toEqual([9]);
        await happens(happensTo(ADA, codesIssued('regenerateRecoveryCodes')));
        expect(await left()).toBe(10);
        await happens(happensTo(ADA, recoveryCodeUsed(4, 'signIn', 0)));
        expect(await left()).toBe(0);
      });

      it.each([
        ['moved', confirmed(STEP, SECOND)],
        ['disabled', disabled(null)],
        ['reset', wasReset()],
      ])('has no recovery codes left since it was %s', async (_, event) => {
        await happens(happensTo(ADA, started()), happensTo(ADA, confirmed(STEP)));
        await happens(happensTo(ADA, codesIssued()), happensTo(ADA, event));
        expect((await accounts.byId(ADA, NOW))?.recoveryCodesLeft).toBeNull();
      });

      it.each([`account-${ADA}`, twoFactorStream(ADA)])(
        'is unknown, whatever it was, when an event of %s is parked',
        async (stream) => {
          await happens(happensTo(BOB, started()), happensTo(BOB, confirmed(STEP)));
          await park(stream);
          expect(await statusOf(ADA)).toBe('unknown');
          expect((await accounts.byName(nameId(ADA), NOW))?.twoFactor).toBe('unknown');
          expect(await statusOf(BOB)).toBe('on');
        },
      );

      it('is known again when the projection was made anew without parking anything', async () => {
        await park(twoFactorStream(ADA));
        await opened.projections.reset(accountsProjection);
        position = LOG_START;
        await happens(...registered(ADA));
        expect(await statusOf(ADA)).toBe('off');
      });
    });

    describe('when it lists accounts', () => {
      it('has them in the order they registered, whatever happened to them since', async () => {
        for (const account of [CY, ADA, BOB]) await happens(...registered(account));
        await happens(happensTo(ADA, started()), happensTo(CY, started()));
        const rows = await page(null);
        expect(ids(rows)).toStrictEqual([CY, ADA, BOB]);
        expect(rows[1]).toStrictEqual(await accounts.byId(ADA, NOW));
      });

      it('goes on after the last one seen, and misses and repeats nobody who registers meanwhile', async () => {
        for (const account of [CY, ADA, BOB]) await happens(...registered(account));
        const first = await page(null, LOG_START, 2);
        expect(ids(first)).toStrictEqual([CY, ADA]);
        await happens(...registered(DI), happensTo(CY, started()));
        const second = await page(null, first.at(-1)!.registeredPosition, 2);
        expect(ids(second)).toStrictEqual([BOB, DI]);
        await happens(...registered(EVE));
        const third = await page(null, second.at(-1)!.registeredPosition, 2);
        expect(ids(third)).toStrictEqual([EVE]);
        expect(await page(null, third.at(-1)!.registeredPosition, 2)).toStrictEqual([]);
      });

      describe('of one state', () => {
        beforeEach(async () => {
          for (const account of [ADA, BOB, CY, DI, EVE]) await happens(...registered(account));
          await happens(...[BOB, CY, EVE].map((account) => happensTo(account, started())));
          await happens(...[CY, EVE].map((account) => happensTo(account, confirmed(STEP))));
          await park(twoFactorStream(EVE));
        });

        it.each([
          { state: 'off', while_pending: [ADA, DI], expired: [ADA, BOB, DI] },
          { state: 'pending', while_pending: [BOB], expired: [] },
          { state: 'on', while_pending: [CY], expired: [CY] },
          { state: 'unknown', while_pending: [EVE], expired: [EVE] },
        ] as const)('has those that are $state then', async ({ state, while_pending, expired }) => {
          const rows = await page(state);
          expect(ids(rows)).toStrictEqual(while_pending);
          for (const row of rows) expect(row).toStrictEqual(await accounts.byId(row.id, NOW));
          expect(ids(await page(state, LOG_START, 10, EXPIRY))).toStrictEqual(expired);
        });

        it('comes in pages too', async () => {
          const first = await page('off', LOG_START, 1);
          const second = await page('off', first.at(-1)!.registeredPosition, 1);
          expect(ids([...first, ...second])).toStrictEqual([ADA, DI]);
          expect(await page('off', second.at(-1)!.registeredPosition, 1)).toStrictEqual([]);
        });
      });
    });
  });
}
