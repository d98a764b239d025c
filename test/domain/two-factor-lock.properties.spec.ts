import { DEFAULT_LOCK_POLICY, waitAfter } from '../../src/two-factor/lock.policy.js';
import type { TwoFactorEvent } from '../../src/two-factor/two-factor.events.js';
import { counts, forgives, inEveryLife, isAsked, isRight, isVerdict, spent } from './two-factor.acts.js';

/** When the lock ends that was told last and not lifted since. */
class Lock {
  end = new Date(0);

  hear(events: readonly TwoFactorEvent[]): void {
    if (events.some(forgives)) this.end = new Date(0);
    for (const { type, data } of events) if (type === 'TwoFactorLocked') this.end = new Date(data.until);
  }
}

describe('Whatever is tried, in whatever order, and however the clock runs,', () => {
  it('no code is looked at during a lock, not even the right one', () => {
    inEveryLife((acts) => {
      const lock = new Lock();
      for (const act of acts) {
        const { decision, now } = act;
        if (now < lock.end) {
          expect(decision.events.flatMap(spent)).toEqual([]);
          expect(decision.events.filter(isVerdict)).toEqual([]);
          if (isAsked(act) && isRight(act))
            expect(decision).toMatchObject({ kind: 'refused', reason: { code: 'locked' } });
        }
        lock.hear(decision.events);
      }
    });
  });

  it('after each wrong code beyond the free ones, as long is waited as the policy says', () => {
    inEveryLife((acts) => {
      let failures = 0;
      let earliest = 0;
      for (const { decision, now } of acts) {
        if (decision.events.some(forgives)) [failures, earliest] = [0, 0];
        if (decision.events.some(counts)) {
          expect(now.getTime()).toBeGreaterThanOrEqual(earliest);
          failures += 1;
          const wait = waitAfter(failures, DEFAULT_LOCK_POLICY) * 1_000;
          earliest = wait === 0 ? 0 : now.getTime() + wait;
        }
      }
    });
  });

  it('a right code that was not spent is accepted when nothing stands against it', () => {
    inEveryLife((acts) => {
      const last = new Map<string, number>();
      const lock = new Lock();
      for (const act of acts) {
        const { code, decision, now } = act;
        const unspent = code !== null && code.step > (last.get(code.enrollmentId) ?? -1);
        if (isAsked(act) && isRight(act) && unspent && now >= lock.end)
          expect(decision.kind).toBe('accepted');
        lock.hear(decision.events);
        for (const { enrollmentId, step } of decision.events.flatMap(spent)) last.set(enrollmentId, step);
      }
    });
  });
});
