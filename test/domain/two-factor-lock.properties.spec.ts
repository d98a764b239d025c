import { DEFAULT_LOCK_POLICY, waitAfter } from '../../src/two-factor/lock.policy.js';
import type { TwoFactorEvent } from '../../src/two-factor/two-factor.events.js';
import type { CodeRefusal } from '../../src/two-factor/code.policy.js';
import {
  counts,
  forgives,
  inEveryLife,
  isAsked,
  isLock,
  isRight,
  isVerdict,
  spent,
} from './two-factor.acts.js';
import { secondsFrom } from './two-factor.facts.js';

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

  it('each wrong code beyond the free ones begins a lock as long as the policy says', () => {
    inEveryLife((acts) => {
      let failures = 0;
      for (const { decision, now } of acts) {
        if (decision.events.some(forgives)) failures = 0;
        if (!decision.events.some(counts)) continue;
        const wait = waitAfter(++failures, DEFAULT_LOCK_POLICY);
        const until = decision.events.find(isLock)?.data.until;
        expect(until).toBe(wait === 0 ? undefined : secondsFrom(wait, now).toISOString());
      }
    });
  });

  it('nobody is told to wait longer than the policy says, from when they are told', () => {
    inEveryLife((acts) => {
      for (const { decision, before, now } of acts) {
        if (decision.kind === 'accepted' || decision.reason.code !== 'locked') continue;
        const { lockedUntil } = decision.reason as Extract<CodeRefusal, { code: 'locked' }>;
        const wait = waitAfter(before.failures, DEFAULT_LOCK_POLICY);
        expect(lockedUntil.getTime()).toBeGreaterThan(now.getTime());
        expect(lockedUntil.getTime()).toBeLessThanOrEqual(secondsFrom(wait, now).getTime());
      }
    });
  });

  it('a lock begins anew once at the most each time the clock steps back, and never else', () => {
    inEveryLife((acts) => {
      let steppedBack = 0;
      for (const [index, { decision, now }] of acts.entries()) {
        const last = acts[index - 1]?.now ?? now;
        if (now < last) steppedBack++;
        if (!decision.events.some(isLock) || decision.events.some(counts)) continue;
        expect(steppedBack).toBeGreaterThan(0);
        steppedBack = 0;
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
