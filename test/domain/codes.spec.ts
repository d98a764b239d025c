import { settings } from '../../src/config/config.js';
import type { Vault } from '../../src/crypto/vault.js';
import type { LogGuard } from '../../src/event-store/log-guard.js';
import { codeAt, timeStep } from '../../src/two-factor/totp.js';
import { Codes, firstFreshInstant } from '../../src/two-factor/codes.js';
import { NOW } from '../support/facts.js';
import { FIRST, secondsFrom, STEP } from './two-factor.facts.js';

const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const code = (step: number) => codeAt(SECRET, step);
const protection = (lastStep?: number) => ({
  enrollmentId: FIRST,
  sealedSecret: 'v1.sealed',
  ...(lastStep !== undefined && { lastStep }),
});

/** Codes of an account, on a log whose end was lost at an instant, or never. */
function codesOf(restoredAt: Date | null, driftSteps = 1) {
  const opened: unknown[] = [];
  const open = async (...what: readonly unknown[]) => {
    opened.push(what);
    return SECRET;
  };
  const config = settings.parse({ DRIFT_STEPS: String(driftSteps) });
  const guard = { check: async () => restoredAt };
  return { opened, codes: new Codes({ open } as unknown as Vault, config, guard as unknown as LogGuard) };
}

describe('A code, checked for an account', () => {
  it('is checked against the secret of the enrollment, opened for that account', async () => {
    const { codes, opened } = codesOf(null);
    expect(await codes.check('ada', protection(), code(STEP), NOW)).toEqual({ kind: 'matched', step: STEP });
    expect(opened).toEqual([['ada', `totp-secret/${FIRST}`, 'v1.sealed']]);
  });

  it('is worth nothing when there is no secret, and none is opened', async () => {
    const { codes, opened } = codesOf(null);
    expect(await codes.check('ada', null, code(STEP), NOW)).toBeNull();
    expect(opened).toEqual([]);
  });

  it('may be as many steps off as is configured', async () => {
    const kindWith = async (drift: number) =>
      (await codesOf(null, drift).codes.check('ada', protection(), code(STEP + 2), NOW))?.kind;
    expect(await kindWith(1)).toBe('clockOff');
    expect(await kindWith(2)).toBe('matched');
  });

  it('is told as spent when its step was, and not as one that may have been', async () => {
    for (const restoredAt of [null, NOW]) {
      const found = await codesOf(restoredAt).codes.check('ada', protection(STEP), code(STEP), NOW);
      expect(found).toEqual({ kind: 'matched', step: STEP });
    }
  });

  it('of the very first step matches where nothing was spent', async () => {
    const first = await codesOf(null).codes.check('ada', protection(), code(0), new Date(0));
    expect(first).toEqual({ kind: 'matched', step: 0 });
  });
});

describe('After the end of the log was lost, a code', () => {
  const checked = async (step: number, lastStep?: number, drift = 1) =>
    codesOf(NOW, drift).codes.check('ada', protection(lastStep), code(step), secondsFrom((step - STEP) * 30));

  it('of a step that could have been accepted by then may have been spent', async () => {
    for (const step of [STEP - 1, STEP, STEP + 1])
      expect(await checked(step, STEP - 5)).toEqual({ kind: 'perhapsSpent' });
    expect(await checked(STEP)).toEqual({ kind: 'perhapsSpent' });
    expect(await checked(STEP + 2, undefined, 2)).toEqual({ kind: 'perhapsSpent' });
  });

  it('of a later step is as good as ever', async () => {
    expect(await checked(STEP + 2, STEP)).toEqual({ kind: 'matched', step: STEP + 2 });
    expect(await checked(STEP + 2)).toEqual({ kind: 'matched', step: STEP + 2 });
  });

  it('that is wrong is just wrong', async () => {
    expect(await codesOf(NOW).codes.check('ada', protection(), code(STEP + 1_000), NOW)).toEqual({
      kind: 'wrong',
    });
  });

  it('is good again from the first instant on whose step nobody could have been asked for', () => {
    expect(firstFreshInstant(NOW, 1)).toEqual(new Date((STEP + 2) * 30_000));
    expect(timeStep(firstFreshInstant(NOW, 0))).toBe(STEP + 1);
  });
});
