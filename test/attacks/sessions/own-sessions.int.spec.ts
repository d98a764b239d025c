import { endSession, sessions, signOutEverywhere } from '../../support/account-settings.js';
import { ClientElsewhere } from '../../support/client-elsewhere.js';
import { viewer } from '../../support/client-queries.js';
import { somebody, type Credentials } from '../../support/client.js';
import { startBehindProxy } from '../../support/behind-a-proxy.js';
import type { Service } from '../../support/service.js';

const PHONE = { forwardedFor: '203.0.113.9', userAgent: 'A telephone/1.0' };
const DESK = { forwardedFor: '2001:db8::1', userAgent: '<script>alert(1)</script>' };

describe('The sessions of a person', () => {
  let service: Service;
  let me: Credentials;
  let [phone, desk]: [ClientElsewhere, ClientElsewhere] = [undefined!, undefined!];
  beforeEach(async () => {
    service = await startBehindProxy();
    me = somebody();
    [phone, desk] = [new ClientElsewhere(service, PHONE), new ClientElsewhere(service, DESK)];
    await phone.registered(me);
    service.clock.advance({ seconds: 60 });
    await desk.signIn(me);
  });
  afterEach(() => service.dispose());

  const ids = async () => (await sessions(phone))!.map(({ id }) => id as string);
  const stranger = async () => {
    const client = service.client();
    await client.registered(somebody());
    return client;
  };

  it('are listed with when and where they began, and which is the current one, last used first', async () => {
    const now = service.clock.now();
    const ago = (seconds: number) => new Date(now.getTime() - seconds * 1_000).toISOString();
    expect(await sessions(desk)).toEqual([
      {
        ...{ id: expect.any(String), assuranceLevel: 'AAL1', amr: ['pwd'], isCurrent: true },
        ...{ createdAt: ago(0), lastUsedAt: ago(0), expiresAt: ago(-43_200) },
        ...{ address: DESK.forwardedFor, userAgent: DESK.userAgent },
      },
      {
        ...{ id: expect.any(String), assuranceLevel: 'AAL1', amr: ['pwd'], isCurrent: false },
        ...{ createdAt: ago(60), lastUsedAt: ago(60), expiresAt: ago(60 - 43_200) },
        ...{ address: PHONE.forwardedFor, userAgent: PHONE.userAgent },
      },
    ]);
  });

  it('are nobody else’s to see', async () => {
    expect(await sessions(service.client())).toBeNull();
    expect(await sessions(await service.keyClient('administrator'))).toBeNull();
    expect(await sessions(await stranger())).toHaveLength(1);
  });

  it('keep where they began sealed', async () => {
    await service.stop();
    for (const { name, bytes } of await service.kept()) {
      for (const clear of [PHONE, DESK].flatMap((where) => Object.values(where))) {
        expect([name, clear, bytes.includes(clear)]).toEqual([name, clear, false]);
      }
    }
  });

  it('can be ended one by one', async () => {
    const [id] = (await sessions(desk))!
      .filter(({ isCurrent }) => isCurrent)
      .map((session) => session['id'] as string);
    expect(await endSession(phone, id!)).toEqual({ __typename: 'SessionEnded', sessionId: id });
    expect(await viewer(desk)).toBeNull();
    expect(await sessions(phone)).toHaveLength(1);
  });

  it('are ended by nobody else, who is told the same as for one that is not there', async () => {
    const [other, [id]] = [await stranger(), await ids()];
    const refused = await endSession(other, id!);
    expect(refused).toMatchObject({ code: 'SESSION_NOT_FOUND' });
    expect(await endSession(other, 'no session at all')).toEqual(refused);
    expect(await endSession(service.client(), id!)).toMatchObject({ code: 'NOT_SIGNED_IN' });
    expect(await sessions(phone)).toHaveLength(2);
  });

  it('end all at once by signing out everywhere, and those of others do not', async () => {
    const other = await stranger();
    expect(await signOutEverywhere(desk)).toEqual({ __typename: 'SignedOut', wasSignedIn: true });
    expect([await viewer(desk), await viewer(phone)]).toEqual([null, null]);
    expect(await viewer(other)).not.toBeNull();
    expect(await signOutEverywhere(desk)).toMatchObject({ wasSignedIn: false });
  });

  it('are gone from the list when they have expired', async () => {
    service.clock.advance({ seconds: 3_599 - 60 });
    expect(await sessions(desk)).toHaveLength(2);
    service.clock.advance({ seconds: 61 });
    expect(await sessions(desk)).toHaveLength(1);
  });
});
