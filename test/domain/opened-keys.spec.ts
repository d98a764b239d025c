import { createSecretKey } from 'node:crypto';
import { newKey } from '../../src/crypto/master-keys.js';
import { OpenedKeys } from '../../src/crypto/opened-keys.js';

const timers = import.meta.jest;
const KEY = createSecretKey(newKey());
const OTHER_KEY = createSecretKey(newKey());
const mustNotUnwrap = () => {
  throw new Error('It was opened again');
};

describe('A key that was opened just now', () => {
  let keys: OpenedKeys;
  beforeEach(() => {
    timers.useFakeTimers();
    keys = new OpenedKeys();
    keys.of('ada', 'wrapped', () => KEY);
  });
  afterEach(() => {
    timers.useRealTimers();
  });

  it('is at hand for its owner', () => {
    expect(keys.of('ada', 'wrapped', mustNotUnwrap)).toBe(KEY);
  });

  it('is not at hand for who has a copy of it', () => {
    expect(keys.of('grace', 'wrapped', () => OTHER_KEY)).toBe(OTHER_KEY);
  });

  it('is not at hand when it is wrapped in another way by now', () => {
    expect(keys.of('ada', 'wrapped anew', () => OTHER_KEY)).toBe(OTHER_KEY);
  });

  it('is not at hand when it was forgotten', () => {
    keys.forget('ada');
    expect(keys.of('ada', 'wrapped', () => OTHER_KEY)).toBe(OTHER_KEY);
  });

  it('does not stay in memory for longer than a second, also if nobody asks for another', () => {
    timers.advanceTimersByTime(1_000);
    expect(keys.of('ada', 'wrapped', () => OTHER_KEY)).toBe(OTHER_KEY);
    timers.advanceTimersByTime(1_000);
    expect(keys.of('ada', 'wrapped', () => KEY)).toBe(KEY);
  });
});
