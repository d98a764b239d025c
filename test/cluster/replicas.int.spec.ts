import { countersign } from '../cli/countersign.js';
import { account, accounts, nodes, viewer } from '../support/client-queries.js';
import { somebody, type Client } from '../support/client.js';
import { RawSocket } from '../support/raw-socket.js';
import { startService, type Service } from '../support/service.js';
import { Subscriber } from '../support/subscriber.js';

const ROUNDS = 10;

describe('Replicas of the service', () => {
  let service: Service;
  beforeEach(async () => {
    service = await startService();
  });
  afterEach(() => service.dispose());

  const onEach = <T>(work: (client: Client) => Promise<T>, token?: string) =>
    Promise.all(service.clientOfEach(token).map(work));

  it('are three, each its own', () => {
    expect(new Set(service.urls).size).toBe(3);
  });

  it('take a session from whichever made it, and none of them after its end on one', async () => {
    const me = somebody();
    await service.client().register(me);
    for (const client of service.clientOfEach()) {
      await client.signIn(me);
      const seen = await onEach(viewer, client.token);
      expect(seen).toMatchObject(Array(3).fill({ account: { username: me.username } }));
      expect(await client.signOut()).toMatchObject({ wasSignedIn: true });
      expect(await onEach(viewer, client.token)).toEqual([null, null, null]);
    }
  });

  it('take an API key from whichever made it, and none of them after it was revoked', async () => {
    const auditor = await service.keyClient('auditor');
    const list = (client: Client) => client.send('{ accounts { edges { cursor } } }');
    expect(await onEach(list, auditor.token)).toMatchObject(Array(3).fill({ data: { accounts: {} } }));
    await service.revokeKey(auditor);
    const refused = { errors: [{ extensions: { code: 'NOT_ALLOWED' } }] };
    expect(await onEach(list, auditor.token)).toMatchObject(Array(3).fill(refused));
  });

  it('close the sockets of a session, whichever they are open on, soon after it ended on one', async () => {
    const person = service.client();
    await person.registered(somebody());
    const sockets = await Promise.all(service.urls.map((url) => new RawSocket(url).introduced(person.token)));
    await person.signOut();
    await Promise.all(sockets.map((socket) => socket.closedWith(4403)));
  });

  it('give a name to one of those who ask for it everywhere at the same instant', async () => {
    const auditor = await service.keyClient('auditor');
    for (let round = 1; round <= ROUNDS; round++) {
      const me = somebody();
      const answers = await onEach((client) => client.register(me));
      expect(answers.map(({ __typename }) => __typename).sort()).toEqual([
        'Registered',
        'UsernameTaken',
        'UsernameTaken',
      ]);
      expect(nodes(await accounts(auditor))).toHaveLength(round);
    }
  });

  it('show at once what was written through another', async () => {
    const [person, me] = [service.client(), somebody()];
    const { accountId } = await person.registered(me);
    for (const writer of service.clientOfEach(person.token)) {
      const { expiresAt } = await writer.startEnrollment(me.password);
      const seen = await onEach((reader) => account(reader, { id: accountId }), person.token);
      const twoFactor = { status: 'PENDING', enrollmentExpiresAt: expiresAt as string };
      expect(seen).toMatchObject(Array(3).fill({ twoFactor }));
      service.clock.advance({ seconds: 1 });
    }
  });

  it('tell of changes wherever the subscriber sits, and wherever they were made', async () => {
    const [person, me] = [service.client(), somebody()];
    const { accountId } = await person.registered(me);
    const { token } = await service.keyClient('application');
    const subscribers = service.urls.map((url) => new Subscriber({ url, token, after: '0' }));
    for (let round = 0; round < ROUNDS; round++) {
      for (const writer of service.clientOfEach(person.token)) await writer.startEnrollment(me.password);
    }
    const told = await Promise.all(subscribers.map((subscriber) => subscriber.received(3 * ROUNDS)));
    await Promise.all(subscribers.map((subscriber) => subscriber.dispose()));
    expect(told[0]).toHaveLength(3 * ROUNDS);
    expect(new Set(told[0]!.map(({ position }) => position)).size).toBe(3 * ROUNDS);
    expect(new Set(told[0]!.map((change) => change.accountId))).toEqual(new Set([accountId]));
    expect(told).toEqual([told[0], told[0], told[0]]);
  });

  it('end in the same rows as when they are made anew from the log', async () => {
    await Promise.all(
      Array.from({ length: ROUNDS }, async (_, index) => {
        const [person, me] = [service.client(), somebody()];
        const { secret } = await person.enrolled(me);
        if (index % 2 === 0) await person.disableTwoFactor(me.password, person.code(secret, 1));
        if (index % 4 === 0) await person.startEnrollment(me.password);
      }),
    );
    const auditor = await service.keyClient('auditor');
    const seen = await accounts(auditor);
    const rows = await readModel();
    expect(rows['countersign.accounts']).toHaveLength(ROUNDS);

    const { exitCode, told } = await countersign(['rebuild'], service.environment);
    expect({ exitCode, told }).toMatchObject({ exitCode: 0, told: expect.stringContaining('Done.') });
    expect(await accounts(auditor)).toEqual(seen);
    expect(await readModel()).toEqual(rows);
  });

  /** The rows of the read model, and how far they are. */
  async function readModel(): Promise<Record<string, readonly string[]>> {
    const tables = ['accounts', 'checkpoints', 'parked_events'].map((name) => `countersign.${name}`);
    const kept = (await service.kept()).filter(({ name }) => tables.includes(name));
    return Object.fromEntries(kept.map(({ name, bytes }) => [name, bytes.toString().split('\n').sort()]));
  }
});
