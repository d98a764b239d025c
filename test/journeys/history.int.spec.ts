import { history, historyPage } from '../support/client-queries.js';
import { somebody, type Client } from '../support/client.js';
import { startService, type Service } from '../support/service.js';
import { LIFE, liveEventfully, type EventfulLife } from './eventful-life.js';

describe('The history of an account', () => {
  let service: Service;
  let [person, auditor]: [Client, Client] = [undefined!, undefined!];
  let life: EventfulLife;
  let accountId: string;
  beforeAll(async () => {
    service = await startService();
    auditor = await service.keyClient('auditor');
    life = await liveEventfully(service);
    ({ person, accountId } = life);
  });
  afterAll(() => service.dispose());

  it('tells what, when, who, from which operation, and which request', async () => {
    const operations = [
      'startEnrollment',
      'confirmEnrollment',
      'confirmEnrollment',
      'answerChallenge',
      'answerChallenge',
      'disableTwoFactor',
      'startEnrollment',
      'resetTwoFactor',
    ];
    const entries = await history(auditor, accountId, { order: 'OLDEST_FIRST' });
    expect(entries).toMatchObject(
      LIFE.map((type, index) => ({
        type,
        at: life.times[index],
        actor:
          type === 'TWO_FACTOR_RESET'
            ? {
                kind: 'ADMINISTRATOR',
                id: expect.stringMatching(/^administrator-/) as string,
                sessionId: null,
              }
            : { kind: 'PERSON', id: accountId, sessionId: life.sessions[index] },
        operation: operations[index],
        correlationId: life.correlationIds[index],
      })),
    );
    expect(new Set(life.correlationIds).size).toBe(LIFE.length - 1);
    for (const { id } of entries) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-/);
  });

  it('tells why a code was rejected, for which act, and how many were wrong by then', async () => {
    const filter = { types: ['TWO_FACTOR_CODE_REJECTED'] };
    expect(await history(person, accountId, { filter })).toMatchObject([
      { rejection: 'WRONG', purpose: 'SIGN_IN', failures: 1, clockOffBySeconds: null },
    ]);
  });

  it('tells why an administrator reset it', async () => {
    expect(await history(person, accountId, { first: 1 })).toMatchObject([
      { resetReason: 'Asked at the counter' },
    ]);
  });

  it('is its owner’s to read, an auditor’s and an administrator’s, and nobody else’s', async () => {
    const administrator = await service.keyClient('administrator');
    for (const client of [person, auditor, administrator]) {
      expect(await history(client, accountId)).toHaveLength(LIFE.length);
    }
    const stranger = service.client();
    await stranger.registered(somebody());
    for (const client of [stranger, service.client(), await service.keyClient('application')]) {
      expect(await historyPage(client, accountId)).toBeNull();
    }
  });

  it('is empty for who never had 2FA, and null for who is not there', async () => {
    const { accountId: other } = await service.client().registered(somebody());
    expect(await history(auditor, other)).toEqual([]);
    for (const id of ['019f0000-0000-7000-8000-000000000000', 'nonsense', '']) {
      expect(await historyPage(auditor, id)).toBeNull();
    }
  });

  it('outlives the read model, since it comes from the log', async () => {
    const before = await history(auditor, accountId);
    await service.break('projections', 'checkpoint', 'The read model is gone');
    expect(await history(auditor, accountId)).toEqual(before);
  });
});
