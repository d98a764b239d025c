import fc from 'fast-check';
import { startService } from '../support/service.js';
import { attempts, EVENTFUL, World } from './sequences.world.js';

/** Worlds that are lived through; each takes a second or two. */
const WORLDS = 12;

/** What is certainly among the answers. */
const ANSWERS = [
  ...['SignedIn', 'ChallengeIssued', 'CodeRefused', 'TooManyAttempts', 'EnrollmentStarted'],
  ...['EnrollmentConfirmed', 'TwoFactorDisabled', 'TwoFactorReset'],
];

describe('Whatever several people try, in whatever order and at once,', () => {
  it('each code works once, 2FA is never passed over, locks hold, and nothing breaks', async () => {
    await using service = await startService({
      environment: { SESSION_TTL: '864000', SESSION_IDLE: '864000' },
    });
    const reached = new Set<string>();
    const holds = fc.asyncProperty(attempts, async (all) => {
      const world = await World.begin(service);
      for (const answer of await world.live(all)) reached.add(answer);
    });
    await fc.assert(holds, { numRuns: WORLDS, endOnFailure: true, examples: [[EVENTFUL]] });
    for (const answer of ANSWERS) expect(reached).toContain(answer);
  });
});
