import { startBehindProxy } from '../../support/behind-a-proxy.js';
import { ClientElsewhere } from '../../support/client-elsewhere.js';
import { somebody, type Credentials } from '../../support/client.js';
import type { Service } from '../../support/service.js';
import { whileStopped } from '../../support/stopped.js';

const HOME = '192.0.2.1';
const ABROAD = '203.0.113.9';
const DAY = 86_400;

describe('A sign-in from a network the account was not used from', () => {
  let service: Service;
  let me: Credentials;
  let accountId: string;
  beforeEach(async () => {
    service = await startBehindProxy();
    me = somebody();
    ({ accountId } = (await at(HOME).register(me)) as unknown as { accountId: string });
  });
  afterEach(() => service.dispose());

  const at = (forwardedFor: string) => new ClientElsewhere(service, { forwardedFor });
  const signIn = (address: string) => at(address).signIn(me);

  /** The account's events since it was made. */
  async function onRecord() {
    const events: { readonly type: string; readonly data: unknown; readonly actor: unknown }[] = [];
    await whileStopped(service, async ({ eventStore }) => {
      for (const event of await eventStore.readStream(`account-${accountId}`, { from: 1, limit: 100 })) {
        events.push({ type: event.type, data: event.data, actor: event.metadata['actor'] });
      }
    });
    return events;
  }

  it('is on record once, with the address sealed and the session that it was', async () => {
    const { session } = await signIn(ABROAD);
    await signIn(ABROAD);
    expect(await onRecord()).toEqual([
      {
        type: 'AccountSignedInFromNewNetwork',
        data: { sealedAddress: expect.stringMatching(/^v1\.[\w-]+$/) },
        actor: { kind: 'person', accountId, sessionId: (session as { id: string }).id },
      },
    ]);
  });

  it('is none where the account was made, nor in the same IPv6 network', async () => {
    await signIn(HOME);
    await signIn('2001:db8:1:2::1');
    await signIn('2001:db8:1:2:ffff::1');
    expect(await onRecord()).toHaveLength(1);
  });

  it('is on record once when ten come at the same instant', async () => {
    await Promise.all(Array.from({ length: 10 }, () => signIn(ABROAD)));
    expect(await onRecord()).toHaveLength(1);
  });

  it('is one again after ninety days without any, and not as long as there are', async () => {
    await signIn(ABROAD);
    for (let i = 0; i < 3; i++) {
      service.clock.advance({ seconds: 89 * DAY });
      await signIn(ABROAD);
    }
    expect(await onRecord()).toHaveLength(1);
    service.clock.advance({ seconds: 90 * DAY });
    await signIn(ABROAD);
    expect(await onRecord()).toHaveLength(2);
  });

  it('is none before its code was right', async () => {
    const owner = at(HOME);
    const { secret } = await owner.signIn(me).then(async () => {
      const { enrollmentId, secret: key } = await owner.startEnrollment(me.password);
      await owner.confirmEnrollment(enrollmentId as string, owner.code(key as string));
      return { secret: key as string };
    });
    service.clock.advance({ steps: 1 });
    const abroad = at(ABROAD);
    const { challenge } = await abroad.signIn(me);
    await abroad.answerChallenge(challenge as string, abroad.wrongCode(secret));
    expect(await onRecord()).toEqual([]);
    const again = at(ABROAD);
    await again.answerChallenge(challenge as string, again.code(secret));
    expect(await onRecord()).toHaveLength(1);
  });
});
