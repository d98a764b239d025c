import fc from 'fast-check';
import { lineThrough, roundAbove } from '../../src/web/audit/scale.js';

const BOX = { width: 100, height: 50 };

describe('The scale of the chart', () => {
  it('ends at a round number not below the most, and not far above', () => {
    expect([0, 1, 4, 5, 40, 41, 99, 1_000, 12_345].map((most) => roundAbove(most, 4))).toEqual([
      4, 4, 4, 8, 40, 80, 100, 1_000, 20_000,
    ]);
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 10_000_000 }), (most) => {
        const top = roundAbove(most, 4);
        expect(top).toBeGreaterThanOrEqual(most);
        expect(top).toBeLessThanOrEqual(most * 2.5);
        expect(top % 4).toBe(0);
      }),
    );
  });

  it('draws a line from the left edge to the right one, the top being the most', () => {
    expect(lineThrough([0, 5, 10], 10, BOX)).toBe('0,50 50,25 100,0');
  });

  it('draws a level line for one day', () => {
    expect(lineThrough([5], 10, BOX)).toBe('0,25 100,25');
  });
});
