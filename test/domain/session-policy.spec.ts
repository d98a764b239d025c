import { isAlive } from '../../src/sign-in/session.policy.js';
import { inSeconds } from '../support/access-facts.js';
import { NOW } from '../support/facts.js';

const LIMITS = { SESSION_TTL: 1_000, SESSION_IDLE: 600 };

describe('A session', () => {
  const session = { lastUsedAt: NOW, expiresAt: inSeconds(1_000) };

  it('is good until it was not used for too long', () => {
    expect(isAlive(session, inSeconds(599.999), LIMITS)).toBe(true);
    expect(isAlive(session, inSeconds(600), LIMITS)).toBe(false);
  });

  it('is good until its time is over, however much it is used', () => {
    const used = { ...session, lastUsedAt: inSeconds(999) };
    expect(isAlive(used, inSeconds(999.999), LIMITS)).toBe(true);
    expect(isAlive(used, inSeconds(1_000), LIMITS)).toBe(false);
  });

  it('is good for nothing when it was made by a clock that was ahead', () => {
    expect(isAlive(session, inSeconds(-60), LIMITS)).toBe(true);
    expect(isAlive(session, inSeconds(-60.001), LIMITS)).toBe(false);
  });

  it('is good for nothing when it was used by a clock that was ahead: nobody knows for how long it was not', () => {
    const used = { ...session, lastUsedAt: inSeconds(300) };
    expect(isAlive(used, inSeconds(240), LIMITS)).toBe(true);
    expect(isAlive(used, inSeconds(239.999), LIMITS)).toBe(false);
  });
});
