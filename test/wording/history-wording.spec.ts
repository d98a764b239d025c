import { buildSchema, isEnumType } from 'graphql';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { wordsFor, type Told } from '../../src/wording/history-wording.js';

const schema = buildSchema(readFileSync(join(import.meta.dirname, '../../schema.graphql'), 'utf8'));

/** The values of an enum, as the schema has them. */
function valuesOf(name: string): readonly string[] {
  const type = schema.getType(name);
  return isEnumType(type) ? type.getValues().map((value) => value.name) : [];
}

const entry = (told: Partial<Record<keyof Told, unknown>>) =>
  ({
    type: 'TWO_FACTOR_CODE_REJECTED',
    actor: { kind: 'PERSON' },
    purpose: 'SIGN_IN',
    rejection: 'WRONG',
    clockOffBySeconds: null,
    failures: null,
    recoveryCodesLeft: null,
    resetReason: null,
    ...told,
  }) as Told;

describe('The words for what happened', () => {
  it('are there for every type of event, and sound like no program', () => {
    const types = valuesOf('TwoFactorEventType');
    const titles = types.map((type) => wordsFor(entry({ type })).title);
    expect(new Set(titles).size).toBe(types.length);
    for (const title of titles) expect(title).toMatch(/^[A-Z][a-z-]*( [a-zA-Z-]+)+$/);
  });

  it('tell apart every reason why a code was refused', () => {
    const reasons = valuesOf('CodeRejection');
    const details = reasons.map((rejection) => wordsFor(entry({ rejection })).detail);
    expect(new Set(details).size).toBe(reasons.length);
    for (const detail of details) expect(detail).toMatch(/^[A-Z].*\.$/);
  });

  it('tell apart every act that asked for a code', () => {
    const purposes = valuesOf('CodePurpose');
    const types = [
      'TWO_FACTOR_CODE_REJECTED',
      'TWO_FACTOR_CODE_ACCEPTED',
      'TWO_FACTOR_RECOVERY_CODE_USED',
    ] as const;
    for (const type of types) {
      const titles = purposes.map((purpose) => wordsFor(entry({ type, purpose })).title);
      expect(new Set(titles).size).toBe(purposes.length);
    }
  });

  it('tell how many recovery codes were left, and whether new ones came with an authenticator', () => {
    const used = (recoveryCodesLeft: number) =>
      wordsFor(entry({ type: 'TWO_FACTOR_RECOVERY_CODE_USED', recoveryCodesLeft })).detail;
    expect([used(9), used(1), used(0)]).toEqual([
      '9 recovery codes were left.',
      'One recovery code was left.',
      '0 recovery codes were left.',
    ]);
    const made = (purpose: string) =>
      wordsFor(entry({ type: 'TWO_FACTOR_RECOVERY_CODES_ISSUED', purpose })).title;
    expect(made('CONFIRM_ENROLLMENT')).toBe('Recovery codes were made');
    expect(made('REGENERATE_RECOVERY_CODES')).toBe('New recovery codes were made');
  });

  it('say that a code had already been used', () => {
    expect(wordsFor(entry({ rejection: 'ALREADY_USED' }))).toEqual({
      title: 'A code was refused at sign-in',
      detail: 'It had already been used.',
      tone: 'bad',
    });
  });

  it.each([
    [-60, 'The clock of the authenticator seems to be 60 seconds behind. Setting it to automatic helps.'],
    [90, 'The clock of the authenticator seems to be 90 seconds ahead. Setting it to automatic helps.'],
  ])('say how far a clock is off: %i seconds', (clockOffBySeconds, detail) => {
    expect(wordsFor(entry({ rejection: 'CLOCK_OFF', clockOffBySeconds })).detail).toBe(detail);
  });

  it('tell how many wrong codes led to a lock', () => {
    expect(wordsFor(entry({ type: 'TWO_FACTOR_LOCKED', failures: 5 })).detail).toContain('5 wrong codes');
  });

  it('tell who took 2FA away, and why', () => {
    const told = {
      type: 'TWO_FACTOR_RESET',
      actor: { kind: 'ADMINISTRATOR' },
      resetReason: 'Lost phone',
    } as const;
    expect(wordsFor(entry(told))).toMatchObject({
      title: 'An administrator took two-factor authentication away',
      detail: 'The reason given: Lost phone',
    });
  });

  it('are readable for what a newer service may tell', () => {
    const type = 'TWO_FACTOR_TRANSFERRED';
    expect(wordsFor(entry({ type })).title).toBe('Two factor transferred');
  });
});
