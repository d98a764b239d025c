import { isAlive } from '../../src/sign-in/session.policy.js';
import { inSeconds } from '../support/access-facts.js';
import { NOW } from '../support/facts.js';

describe('A session', () => {
  const session = { lastUsedAt: NOW, expiresAt: inSeconds(1_000) };

  it('is good until it was not used for too long', () => {
    expect(isAlive(session, inSeconds(599.999), 600)).toBe(true);
    expect(isAlive(session, inSeconds(600), 600)).toBe(false);
  });

  it('is good until its time is over, however much it is used', () => {
    const used = { ...session, lastUsedAt: inSeconds(999) };
    expect(isAlive(used, inSeconds(999.999), 600)).toBe(true);
    expect(isAlive(used, inSeconds(1_000), 600)).toBe(false);
  });
});
