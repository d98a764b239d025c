import { digitsOf } from '../../src/web/parts/digits.js';

describe('The digits of a code', () => {
  it.each([
    ['123456', '123456'],
    ['123 456', '123456'],
    [' 123-456\n', '123456'],
    ['Your code: 123 456.', '123456'],
    ['１２３４５６', '123456'],
    ['1234567', '123456'],
    ['12a', '12'],
    ['', ''],
  ])('are those of %j: %j', (typed, digits) => {
    expect(digitsOf(typed)).toBe(digits);
  });
});
