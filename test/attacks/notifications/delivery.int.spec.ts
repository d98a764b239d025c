import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { eventually } from '../../support/eventually.js';
import { startService, type Service } from '../../support/service.js';
import { whileStopped } from '../../support/stopped.js';
import { protectedAccount } from '../../journeys/protected-account.js';
import { startReceiver, type Receiver } from '../../support/webhook-receiver.js';

describe('A notification that does not arrive', () => {
  let receiver: Receiver;
  let service: Service;
  beforeEach(async () => {
    receiver = await startReceiver();
    service = await startService({ environment: receiver.environment });
  });
  afterEach(async () => {
    await service.dispose();
    await receiver[Symbol.asyncDispose]();
  });

  const cameFor = (accountId: string) =>
    receiver.received.filter(
      ({ body }) => body.data['accountId'] === accountId && body.type === 'twoFactor.turnedOn',
    );
  const hasCome = (accountId: string, times: number) =>
    eventually(() => {
      expect(cameFor(accountId)).toHaveLength(times);
    });

  /** Waits until a notification was put off so many times. @returns seconds until it is due */
  async function isPutOff(accountId: string, times: number): Promise<number> {
    const access = new DatabaseSync(join(service.folder, 'access.db'), { readOnly: true });
    const select = access.prepare('SELECT attempts, due_at FROM outbox WHERE account_id = ? AND type = ?');
    const dueAt = await eventually(() => {
      const row = select.get(accountId, 'twoFactor.turnedOn');
      expect(row).toMatchObject({ attempts: times });
      return row?.['due_at'] as number;
    });
    access.close();
    return (dueAt - service.clock.now().getTime()) / 1_000;
  }

  it('is sent again when its pause is over, with the same id, until it arrives', async () => {
    receiver.answer = () => 500;
    const { accountId } = await protectedAccount(service);
    const first = await isPutOff(accountId, 1);
    expect(first).toBeGreaterThanOrEqual(2.5);
    service.clock.advance({ seconds: first });
    const second = await isPutOff(accountId, 2);
    expect(second).toBeGreaterThanOrEqual(5);
    receiver.answer = () => 200;
    service.clock.advance({ seconds: second });
    await hasCome(accountId, 3);
    const [one, ...again] = cameFor(accountId);
    for (const message of again) expect(message).toMatchObject({ id: one!.id, text: one!.text });
    expect(cameFor(accountId).every(receiver.isGenuine)).toBe(true);
    service.clock.advance({ seconds: 100_000 });
    const { accountId: other } = await protectedAccount(service);
    await hasCome(other, 1);
    expect(cameFor(accountId)).toHaveLength(3);
  });

  it.each([301, 307, 400, 410, 503])(
    'is not taken for delivered by a receiver that answers %i',
    async (status) => {
      receiver.answer = (_message, response) => {
        response.setHeader('location', '/elsewhere');
        return status;
      };
      const { accountId } = await protectedAccount(service);
      const pause = await isPutOff(accountId, 1);
      receiver.answer = () => 204;
      service.clock.advance({ seconds: pause });
      await hasCome(accountId, 2);
      expect(receiver.received.every(({ headers }) => headers['webhook-signature'] !== undefined)).toBe(true);
    },
  );

  it('is given up in the end with an alarm, and the others go on', async () => {
    const { accountId } = await protectedAccount(service);
    await hasCome(accountId, 1);
    let poisoned: unknown;
    receiver.answer = ({ body }) => {
      poisoned ??= body.data['accountId'];
      return body.data['accountId'] === poisoned ? 500 : 204;
    };
    const bad = await protectedAccount(service);
    await eventually(() => {
      service.clock.advance({ seconds: 3_601 });
      expect(cameFor(bad.accountId)).toHaveLength(20);
    }, 60_000);
    const good = await protectedAccount(service);
    await hasCome(good.accountId, 1);
    expect(cameFor(bad.accountId)).toHaveLength(20);
    const [{ id } = { id: '' }] = cameFor(bad.accountId);
    await whileStopped(service, async ({ outbox }) => {
      expect(await outbox.parked()).toContainEqual({
        id,
        error: 'The receiver answered with status 500',
      });
    });
  });
});
