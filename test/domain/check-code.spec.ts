import { checkCode, codeAt, isCode, timeStep } from '../../src/two-factor/totp.js';
import { NOW } from '../support/facts.js';

/** The ASCII secret `12345678901234567890` of RFC 6238, in Base32. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

describe('A code', () => {
  it.each(['000000', '123456', '999999'])('is six digits: %s', (text) => {
    expect(isCode(text)).toBe(true);
  });

  it.each([
    ['nothing', ''],
    ['five digits', '12345'],
    ['seven digits', '1234567'],
    ['letters', 'abcdef'],
    ['a letter that looks like a digit', '12345O'],
    ['a space in the middle', '123 456'],
    ['a space at the start', ' 12345'],
    ['a space at the end', '123456 '],
    ['a line break at the end', '123456\n'],
    ['a carriage return at the end', '123456\r'],
    ['a line before it', '\n123456'],
    ['a line after it', '123456\n123456'],
    ['a sign', '+12345'],
    ['a minus', '-12345'],
    ['a decimal point', '123.45'],
    ['an exponent', '1234e5'],
    ['a hexadecimal number', '0x1234'],
    ['Arabic-Indic digits', '١٢٣٤٥٦'],
    ['Persian digits', '۱۲۳۴۵۶'],
    ['Devanagari digits', '१२३४५६'],
    ['fullwidth digits', '１２３４５６'],
    ['mathematical digits', '𝟏𝟐𝟑𝟒𝟓𝟔'],
    ['superscript digits', '¹²³⁴⁵⁶'],
    ['a null character', '12345\0'],
    ['an invisible character', '12345\u200b'],
    ['a megabyte of digits', '1'.repeat(1_048_576)],
  ])('is not %s', (_what, text) => {
    expect(isCode(text)).toBe(false);
  });
});

describe('Checking a code', () => {
  const step = timeStep(NOW);
  const check = (code: string, driftSteps: number, afterStep?: number) =>
    checkCode(code, SECRET, NOW, { driftSteps, ...(afterStep !== undefined && { afterStep }) });

  it.each([
    [0, [0]],
    [1, [-1, 0, 1]],
    [2, [-2, -1, 0, 1, 2]],
  ])('with a drift of %i finds the steps %j from now, and no others', (driftSteps, within) => {
    for (let offset = -12; offset <= 12; offset++) {
      const found = check(codeAt(SECRET, step + offset), driftSteps);
      if (within.includes(offset)) expect(found).toEqual({ kind: 'matched', step: step + offset });
      else expect(found.kind).not.toBe('matched');
    }
  });

  it('tells by how many steps a clock is off, up to ten each way', () => {
    for (const steps of [-10, -2, 2, 10]) {
      expect(check(codeAt(SECRET, step + steps), 1)).toEqual({ kind: 'clockOff', steps });
    }
    for (const steps of [-11, 11]) {
      expect(check(codeAt(SECRET, step + steps), 1)).toEqual({ kind: 'wrong' });
    }
  });

  it('finds the code of a step also when that step was spent: it is for the rule to refuse', () => {
    expect(check(codeAt(SECRET, step), 1, step)).toEqual({ kind: 'matched', step });
    expect(check(codeAt(SECRET, step), 1, step + 5)).toEqual({ kind: 'matched', step });
  });

  it('knows a code that was spent or passed over also when it is shown long after', () => {
    expect(check(codeAt(SECRET, step - 3), 1, step - 3)).toEqual({ kind: 'matched', step: step - 3 });
    expect(check(codeAt(SECRET, step - 3), 1, step)).toEqual({ kind: 'matched', step: step - 3 });
    expect(check(codeAt(SECRET, step - 3), 1, step - 4)).toEqual({ kind: 'clockOff', steps: -3 });
  });

  it('is the same at the first and last moment of a time step', () => {
    const code = codeAt(SECRET, step + 1);
    for (const ms of [step * 30_000, step * 30_000 + 29_999]) {
      expect(checkCode(code, SECRET, new Date(ms), { driftSteps: 1 })).toEqual({
        kind: 'matched',
        step: step + 1,
      });
    }
  });

  it('needs the secret it was made with', () => {
    expect(checkCode(codeAt(SECRET, step), 'A'.repeat(32), NOW, { driftSteps: 1 }).kind).toBe('wrong');
  });

  it('looks for no step before the first', () => {
    const atTheStart = new Date(0);
    expect(checkCode(codeAt(SECRET, 0), SECRET, atTheStart, { driftSteps: 1 })).toEqual({
      kind: 'matched',
      step: 0,
    });
    expect(checkCode(codeAt(SECRET, -1), SECRET, atTheStart, { driftSteps: 1 })).toEqual({ kind: 'wrong' });
  });

  describe('that two time steps of one drift window share', () => {
    const [earlier, later] = [61_331_809, 61_331_811];
    const code = '768734';
    const between = new Date((earlier + 1) * 30_000);
    const stepFound = (afterStep?: number) =>
      checkCode(code, SECRET, between, { driftSteps: 1, ...(afterStep !== undefined && { afterStep }) });

    it('is a rare thing that does happen', () => {
      expect([codeAt(SECRET, earlier), codeAt(SECRET, later)]).toEqual([code, code]);
    });

    it('is of the earlier one while both are unused', () => {
      expect(stepFound()).toEqual({ kind: 'matched', step: earlier });
      expect(stepFound(earlier - 1)).toEqual({ kind: 'matched', step: earlier });
    });

    it('is of the later one once the earlier was spent', () => {
      expect(stepFound(earlier)).toEqual({ kind: 'matched', step: later });
      expect(stepFound(later - 1)).toEqual({ kind: 'matched', step: later });
    });

    it('is of a spent one once both were', () => {
      expect(stepFound(later)).toEqual({ kind: 'matched', step: earlier });
    });
  });

  it('finds nothing in what is not a code', () => {
    for (const text of ['', '12345', '١٢٣٤٥٦', '１２３４５６', `${codeAt(SECRET, step)}\n`]) {
      expect(check(text, 1)).toEqual({ kind: 'wrong' });
    }
  });
});
