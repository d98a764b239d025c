import { protectedAccount, type Protected } from '../../journeys/protected-account.js';
import { somebody } from '../../support/client.js';
import { startInProduction } from '../../support/production.js';
import type { Service } from '../../support/service.js';
import { DOORS, tryAt, type Door } from './doors.js';

const REFUSED = { code: 'CODE_REFUSED' };

describe('A code that was used', () => {
  let service: Service;
  beforeEach(async () => {
    service = await startInProduction();
  });
  afterEach(() => service.dispose());

  /** Tries a code at each door, on each replica, before and after a restart: no door opens. */
  async function expectWorthless(code: string, target: Protected, doors: readonly Door[]): Promise<void> {
    const everywhere = async () => {
      for (const by of service.clientOfEach(target.owner.token)) {
        for (const door of doors)
          expect(await tryAt(door, code, { service, target, by })).toMatchObject(REFUSED);
      }
    };
    await everywhere();
    await service.stop();
    await service.startAgain();
    await everywhere();
  }

  it('to confirm, opens no door any more, on no replica and after no restart', async () => {
    const [owner, me] = [service.client(), somebody()];
    const enrolled = await owner.enrolled(me);
    await expectWorthless(owner.code(enrolled.secret), { owner, me, ...enrolled }, DOORS);
  });

  it('to sign in, opens no door any more, on no replica and after no restart', async () => {
    const target = await protectedAccount(service);
    const code = target.owner.code(target.secret);
    const spent = await tryAt('signing in', code, { service, target, by: target.owner });
    expect(spent).toMatchObject({ __typename: 'SignedIn' });
    await expectWorthless(code, target, DOORS);
  });

  it('to begin a move, opens no door any more, on no replica and after no restart', async () => {
    const target = await protectedAccount(service);
    const code = target.owner.code(target.secret);
    const spent = await tryAt('moving it', code, { service, target, by: target.owner });
    expect(spent).toMatchObject({ __typename: 'EnrollmentStarted' });
    await expectWorthless(code, target, DOORS);
  });

  it('takes the older ones of the drift window with it', async () => {
    const target = await protectedAccount(service);
    const [older, code] = [target.owner.code(target.secret, 0), target.owner.code(target.secret, 1)];
    await tryAt('signing in', code, { service, target, by: target.owner });
    await expectWorthless(older, target, DOORS);
  });
});
