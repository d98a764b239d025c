import { eraseAccount } from '../support/account-settings.js';
import { history } from '../support/client-queries.js';
import type { Client } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import { downloadHistory, linesOf, type HistoryLine } from '../support/history-download.js';
import { startService, type Service } from '../support/service.js';
import { protectedAccount } from './protected-account.js';

describe('The history of an account, downloaded', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService({ environment: { NOTARY_INTERVAL: '1' } });
  });
  afterAll(() => service.dispose());

  /** What is downloaded, once as many events of it are signed. */
  const signed = (client: Client, accountId: string, events: number, after?: string) =>
    eventually(async () => {
      const reply = await downloadHistory(client, accountId, after);
      expect(reply.status).toBe(200);
      expect(linesOf(reply)).toHaveLength(1 + events);
      return linesOf(reply);
    });
  /** Nothing for a head: there may be a newer one by then. */
  const eventId = ({ sequence, id }: HistoryLine) => (sequence === undefined ? undefined : id);
  const sequences = (lines: readonly HistoryLine[]) => lines.slice(1).map(({ sequence }) => Number(sequence));

  it('has the signed head, and all that happened behind it, for its person, auditors and administrators', async () => {
    const { owner, accountId } = await protectedAccount(service);
    const lines = await signed(owner, accountId, 4);
    expect(lines.map(({ type, subject }) => [type, subject])).toEqual([
      ['countersign.treehead', undefined],
      ['AccountRegistered', `account-${accountId}`],
      ['TwoFactorEnrollmentStarted', `twoFactor-${accountId}`],
      ['TwoFactorEnrollmentConfirmed', `twoFactor-${accountId}`],
      ['TwoFactorRecoveryCodesIssued', `twoFactor-${accountId}`],
    ]);
    expect(sequences(lines)).toEqual(sequences(lines).toSorted((a, b) => a - b));
    const told = await history(owner, accountId, { order: 'OLDEST_FIRST' });
    expect(lines.slice(2).map(({ id }) => id)).toEqual(told.map(({ id }) => id as string));
    for (const role of ['auditor', 'administrator'] as const)
      expect((await signed(await service.keyClient(role), accountId, 4)).map(eventId)).toEqual(
        lines.map(eventId),
      );
  });

  it('is gone on with behind the last event that is there already', async () => {
    const { owner, me, accountId, secret } = await protectedAccount(service);
    const { sequence } = (await signed(owner, accountId, 4)).at(-1)!;
    await owner.disableTwoFactor(me.password, owner.code(secret));
    const rest = await signed(owner, accountId, 1, sequence);
    expect(rest.map(({ type }) => type)).toEqual(['countersign.treehead', 'TwoFactorDisabled']);
    expect(await signed(owner, accountId, 0, rest.at(-1)!.sequence)).toHaveLength(1);
  });

  it('is there for auditors also after the account was erased, and for nobody else', async () => {
    const { owner, accountId } = await protectedAccount(service);
    await eraseAccount(await service.keyClient('administrator'), accountId);
    const lines = await signed(await service.keyClient('auditor'), accountId, 5);
    expect(lines.at(-1)).toMatchObject({ type: 'AccountErased' });
    expect((await downloadHistory(owner, accountId)).status).toBe(404);
  });
});
