import { inLogOrder } from '../../src/event-store/in-log-order.js';

describe('Sources in the order of the log', () => {
  let ended: string[];
  beforeEach(() => (ended = []));

  async function* source(name: string, ...positions: readonly number[]) {
    try {
      for (const position of positions) yield { name, position };
    } finally {
      ended.push(name);
    }
  }

  it('are told as one, by position', async () => {
    const told: string[] = [];
    for await (const { name, position } of inLogOrder(
      source('a', 1, 4, 9),
      source('b'),
      source('c', 2, 3, 12),
    ))
      told.push(`${name}${String(position)}`);
    expect(told).toEqual(['a1', 'c2', 'c3', 'a4', 'a9', 'c12']);
  });

  it('are all over when the reader turns away', async () => {
    for await (const { position } of inLogOrder(source('a', 1, 4), source('b', 2, 3)))
      if (position === 2) break;
    expect(ended.sort()).toEqual(['a', 'b']);
  });
});
