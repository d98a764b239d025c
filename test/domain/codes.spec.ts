import { settings } from '../../src/config/config.js';
import { LookUpHashes } from '../../src/crypto/look-up-hashes.js';
import { ARGON2ID_COST } from '../../src/crypto/password-hashes.js';
import type { Vault } from '../../src/crypto/vault.js';
import { toAppend } from '../../src/event-store/decisions.js';
import { NO_STREAM, type EventStore } from '../../src/event-store/event-store.js';
import type { LogGuard } from '../../src/event-store/log-guard.js';
import { streamOf } from '../../src/event-store/stream-name.js';
import { codeAt, timeStep } from '../../src/two-factor/totp.js';
import { Codes, firstFreshInstant } from '../../src/two-factor/codes.js';
import { RecoveryCodes } from '../../src/two-factor/recovery-codes.js';
import { twoFactor, type Factor } from '../../src/two-factor/two-factor.state.js';
import { NOW, ORIGIN } from '../support/facts.js';
import { MemoryEventStore } from '../support/memory-event-store.js';
import {
  codeAccepted,
  codesIssued,
  confirmed,
  FIRST,
  lockedOut,
  SEALED_SET,
  SECOND,
  sealedSecretOf,
  secondsFrom,
  started,
  STEP,
  turnedOn,
} from './two-factor.facts.js';
import type { TwoFactorEvent } from '../../src/two-factor/two-factor.events.js';
import { MACS } from '../support/macs.js';

const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const code = (step: number) => codeAt(SECRET, step);
const LETTERS = ['k7m2qx9dwt', '0123456789'];
const lookUpHashes = new LookUpHashes(ARGON2ID_COST);
const HASHES = await lookUpHashes.hashAll(LETTERS);

const stateOf = (events: readonly TwoFactorEvent[]) => events.reduce(twoFactor.evolve, twoFactor.initial);
const pending = stateOf([started()]);
const on = (lastStep: number) => stateOf([started(), confirmed(lastStep)]);

/** A log that has these events of Ada's, and nothing else. */
async function logOf(events: readonly TwoFactorEvent[]): Promise<MemoryEventStore> {
  const store = new MemoryEventStore();
  const stream = streamOf(twoFactor, 'ada');
  const end = { stream, state: twoFactor.initial, revision: NO_STREAM, newest: undefined };
  const circumstances = { origin: ORIGIN, now: NOW, macs: MACS };
  if (events.length > 0)
    await store.append(stream, NO_STREAM, toAppend(twoFactor, end, events, circumstances));
  return store;
}

/** Codes of an account, on a log whose end was lost at an instant, or never. */
function codesOf(restoredAt: Date | null, driftSteps = 1, events: EventStore = new MemoryEventStore()) {
  const opened: unknown[] = [];
  const open = async (...what: readonly unknown[]) => {
    opened.push(what);
    return String(what[1]).startsWith('totp-secret/') ? SECRET : HASHES;
  };
  const vault = { open } as unknown as Vault;
  const config = settings.parse({ DRIFT_STEPS: String(driftSteps) });
  const guard = { check: async () => restoredAt } as unknown as LogGuard;
  const recoveryCodes = new RecoveryCodes(lookUpHashes, vault, events);
  return { opened, codes: new Codes(vault, config, guard, recoveryCodes) };
}

describe('A code, checked for an account', () => {
  it('is checked against the secret of the enrollment, opened for that account', async () => {
    const { codes, opened } = codesOf(null);
    const found = await codes.check('ada', on(STEP - 1), code(STEP), NOW);
    expect(found).toEqual({ kind: 'matched', step: STEP });
    expect(await codes.checkFirst('ada', pending, code(STEP), NOW)).toEqual(found);
    const secret = ['ada', `totp-secret/${FIRST}`, sealedSecretOf(FIRST)];
    expect(opened).toEqual([secret, secret]);
  });

  it('is worth nothing when there is no secret, and none is opened', async () => {
    const { codes, opened } = codesOf(null);
    for (const state of [null, twoFactor.initial, pending])
      for (const given of [code(STEP), LETTERS[0]!])
        expect(await codes.check('ada', state, given, NOW)).toBeNull();
    expect(await codes.checkFirst('ada', twoFactor.initial, code(STEP), NOW)).toBeNull();
    expect(opened).toEqual([]);
  });

  it('may be as many steps off as is configured', async () => {
    const kindWith = async (drift: number) =>
      (await codesOf(null, drift).codes.checkFirst('ada', pending, code(STEP + 2), NOW))?.kind;
    expect(await kindWith(1)).toBe('clockOff');
    expect(await kindWith(2)).toBe('matched');
  });

  it('is told as spent when its step was, and not as one that may have been', async () => {
    for (const restoredAt of [null, NOW]) {
      const found = await codesOf(restoredAt).codes.check('ada', on(STEP), code(STEP), NOW);
      expect(found).toEqual({ kind: 'matched', step: STEP });
    }
  });

  it('of the very first step matches where nothing was spent', async () => {
    const first = await codesOf(null).codes.checkFirst('ada', pending, code(0), new Date(0));
    expect(first).toEqual({ kind: 'matched', step: 0 });
  });
});

describe('A recovery code, checked for an account', () => {
  const RECOVERABLE = [...turnedOn(), codesIssued()];

  /** Codes of Ada's account, what her events add up to, and what is opened of it. */
  const after = async (events: readonly TwoFactorEvent[], restoredAt: Date | null = null) => ({
    ...codesOf(restoredAt, 1, await logOf(events)),
    state: stateOf(events),
  });

  it('is looked up in the set, opened for that account and its enrollment', async () => {
    const { codes, opened, state } = await after(RECOVERABLE);
    const found = (given: string) => codes.check('ada', state, given, NOW);
    expect(await found('K7M2Q X9DWT')).toEqual({ kind: 'recovered', index: 0 });
    expect(await found('01234-56789')).toEqual({ kind: 'recovered', index: 1 });
    expect(await found('k7m2q-x9dws')).toEqual({ kind: 'wrong' });
    expect(new Set(opened.map(String))).toEqual(
      new Set([`ada,recovery-codes/${FIRST},${SEALED_SET.sealedCodes}`]),
    );
  });

  it('is looked up in no set but the newest, whatever digit of the state is another one', async () => {
    const anew = codesIssued('regenerateRecoveryCodes', { at: secondsFrom(60) });
    const { codes, opened, state } = await after([...RECOVERABLE, codeAccepted(STEP, 'signIn'), anew]);
    const { factor } = state;
    const { recovery } = factor as Extract<Factor, { status: 'on' }>;
    expect(recovery).toMatchObject({ revision: 4 });
    const changed = [
      ...[0, 1, 2, 3, 5, 40].map((revision) => ({ revision })),
      { issuedAt: NOW.toISOString() },
    ].map((change) => ({ ...factor, recovery: { ...recovery, ...change } }) as Factor);
    const moved = { ...factor, enrollmentId: SECOND } as Factor;
    for (const other of [...changed, moved])
      await expect(codes.check('ada', { ...state, factor: other }, LETTERS[0]!, NOW)).rejects.toMatchObject({
        code: 'UNREADABLE_EVENT',
        message: expect.stringContaining('the recovery codes the state speaks of are not there'),
      });
    expect(opened).toEqual([]);
    expect(await codes.check('ada', state, LETTERS[0]!, NOW)).toMatchObject({ index: 0 });
  });

  it('is not looked at during a lock, nor is one of the authenticator, and nothing is opened', async () => {
    const { codes, opened, state: locked } = await after([...RECOVERABLE, ...lockedOut()]);
    // Also by a clock that was put back to before it began.
    for (const now of [NOW, secondsFrom(-60)]) {
      for (const given of [LETTERS[0]!, code(STEP)])
        expect(await codes.check('ada', locked, given, now)).toEqual({ kind: 'unseen' });
      const first = stateOf([started(), ...lockedOut()]);
      expect(await codes.checkFirst('ada', first, code(STEP), now)).toEqual({ kind: 'unseen' });
    }
    expect(opened).toEqual([]);
    expect(await codes.check('ada', locked, LETTERS[0]!, secondsFrom(30))).toMatchObject({ index: 0 });
  });

  it('is wrong where there are none, and nothing is opened', async () => {
    const { codes, opened, state } = await after(turnedOn());
    expect(await codes.check('ada', state, LETTERS[0]!, NOW)).toEqual({ kind: 'wrong' });
    expect(opened).toEqual([]);
  });

  it('is wrong to an enrollment that is not confirmed', async () => {
    const { codes } = codesOf(null);
    expect(await codes.checkFirst('ada', pending, LETTERS[0]!, NOW)).toEqual({ kind: 'wrong' });
  });

  it('may have been used when the end of the log was lost after it was made, for good', async () => {
    const years = secondsFrom(86_400 * 365);
    const before = await after(RECOVERABLE, NOW);
    const found = await before.codes.check('ada', before.state, LETTERS[0]!, years);
    expect(found).toEqual({ kind: 'perhapsSpent' });
    const at = new Date(NOW.getTime() + 1);
    const anew = await after([...turnedOn(), codesIssued('regenerateRecoveryCodes', { at })], NOW);
    expect(await anew.codes.check('ada', anew.state, LETTERS[0]!, years)).toMatchObject({ index: 0 });
  });
});

describe('After the end of the log was lost, a code', () => {
  const checked = async (step: number, lastStep?: number, drift = 1) => {
    const { codes } = codesOf(NOW, drift);
    const now = secondsFrom((step - STEP) * 30);
    return lastStep === undefined
      ? codes.checkFirst('ada', pending, code(step), now)
      : codes.check('ada', on(lastStep), code(step), now);
  };

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
    expect(await codesOf(NOW).codes.checkFirst('ada', pending, code(STEP + 1_000), NOW)).toEqual({
      kind: 'wrong',
    });
  });

  it('is good again from the first instant on whose step nobody could have been asked for', () => {
    expect(firstFreshInstant(NOW, 1)).toEqual(new Date((STEP + 2) * 30_000));
    expect(timeStep(firstFreshInstant(NOW, 0))).toBe(STEP + 1);
  });
});
