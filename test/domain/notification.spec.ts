import type { RecordedEvent } from '../../src/event-store/event-store.js';
import { notificationOf } from '../../src/notifications/notification.js';
import { NOW } from '../support/facts.js';
import { newEvent } from '../support/new-events.js';
import {
  codesIssued,
  confirmed,
  disabled,
  lockedEvent,
  recoveryCodeUsed,
  secondsFrom,
  started,
  STEP,
  wasReset,
} from './two-factor.facts.js';

const recorded = (type: string, data: RecordedEvent['data'] = {}, metadata?: RecordedEvent['metadata']) => ({
  ...newEvent(type, data, metadata),
  stream: 'twoFactor-of-ada',
  revision: 3,
  position: 30,
});
const on = async () => true;
const off = async () => false;
const never = async () => {
  throw new Error('Nobody should ask');
};

describe('What an owner is told', () => {
  it('is the event: its id, its account, and when it happened', async () => {
    const { type, data } = disabled(STEP);
    const event = recorded(type, data);
    expect(await notificationOf(event, never)).toStrictEqual({
      id: event.id,
      type: 'twoFactor.turnedOff',
      accountId: 'of-ada',
      at: NOW.toISOString(),
      details: {},
    });
  });

  it.each([
    ['AccountSignedInFromNewNetwork', 'account.newSignIn'],
    ['AccountPasswordChanged', 'account.passwordChanged'],
    ['AccountPasswordResetStarted', 'account.passwordResetStarted'],
  ])('of %s is %s', async (type, told) => {
    expect(await notificationOf(recorded(type), never)).toMatchObject({ type: told, details: {} });
  });

  it('of a reset is that, and not why', async () => {
    const { type, data } = wasReset();
    expect(await notificationOf(recorded(type, data), never)).toMatchObject({
      type: 'twoFactor.reset',
      details: {},
    });
  });

  it('of a confirmation is that 2FA is on, or that it moved when it was on before', async () => {
    const { type, data } = confirmed(STEP);
    expect(await notificationOf(recorded(type, data), off)).toMatchObject({ type: 'twoFactor.turnedOn' });
    expect(await notificationOf(recorded(type, data), on)).toMatchObject({ type: 'twoFactor.moved' });
  });

  it('of a lock is how long it lasts and why, and at every tenth wrong code that there are many', async () => {
    const told = async (failures: number) => {
      const { type, data } = lockedEvent(secondsFrom(30), failures);
      return notificationOf(recorded(type, data), never);
    };
    const details = { failures: 5, until: secondsFrom(30).toISOString() };
    expect(await told(5)).toMatchObject({ type: 'twoFactor.locked', details });
    expect(await told(9)).toMatchObject({ type: 'twoFactor.locked' });
    expect(await told(10)).toMatchObject({ type: 'twoFactor.manyFailures', details: { failures: 10 } });
    expect(await told(11)).toMatchObject({ type: 'twoFactor.locked' });
    expect(await told(20)).toMatchObject({ type: 'twoFactor.manyFailures' });
  });

  it('of a recovery code is that it was used, for what, and how many are left', async () => {
    const { type, data } = recoveryCodeUsed(3, 'signIn', 6);
    expect(await notificationOf(recorded(type, data), never)).toMatchObject({
      type: 'twoFactor.recoveryCodeUsed',
      details: { purpose: 'signIn', remaining: 6 },
    });
  });

  it('of new recovery codes is that they were made, unless they came with an authenticator', async () => {
    const told = (purpose: 'confirmEnrollment' | 'regenerateRecoveryCodes') => {
      const { type, data } = codesIssued(purpose);
      return notificationOf(recorded(type, data), never);
    };
    expect(await told('regenerateRecoveryCodes')).toMatchObject({
      type: 'twoFactor.recoveryCodesRegenerated',
      details: { remaining: 10 },
    });
    expect(await told('confirmEnrollment')).toBeUndefined();
  });

  it('is nothing of what concerns nobody, or is not known', async () => {
    const { type, data } = started();
    expect(await notificationOf(recorded(type, data), never)).toBeUndefined();
    expect(await notificationOf(recorded('constructor'), never)).toBeUndefined();
  });

  it('is not guessed when the event cannot be understood', async () => {
    await expect(notificationOf(recorded('TwoFactorLocked', { until: 'soon' }), never)).rejects.toThrow();
    await expect(notificationOf(recorded('TwoFactorDisabled', {}, {}), never)).rejects.toThrow(
      'TwoFactorDisabled at twoFactor-of-ada@3: unexpected metadata',
    );
  });
});
