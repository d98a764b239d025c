import fc from 'fast-check';
import type { Command, Show } from './two-factor.world.js';

const often = <T>(usual: T, ...others: readonly T[]) =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constant(usual) },
    { weight: 1, arbitrary: fc.constantFrom(...others) },
  );
const back = often(0, 1, 2, 3);
const shown: fc.Arbitrary<Show> = fc.oneof(
  { weight: 9, arbitrary: fc.record({ back, offset: often(0, -13, -10, -2, -1, 1, 2, 10, 13) }) },
  { weight: 1, arbitrary: fc.constant('again' as const) },
);
const passwordMatched = often(true, false);

const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ do: fc.constant('start' as const), passwordMatched, code: fc.option(shown, { freq: 3 }) }),
  fc.record({ do: fc.constant('confirm' as const), back, code: shown }),
  fc.record({ do: fc.constant('answer' as const), back, challengeExpired: often(false, true), code: shown }),
  fc.record({ do: fc.constant('answer' as const), back, challengeExpired: often(false, true), code: shown }),
  fc.record({ do: fc.constant('disable' as const), passwordMatched, code: shown }),
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: fc.integer({ min: -900, max: 900 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: fc.constantFrom(-30, 30, 60, 4_000) }),
  },
);
const guessing = fc.array(
  fc.record({
    do: fc.constant('answer' as const),
    back: fc.constant(0),
    challengeExpired: fc.constant(false),
    code: fc.record({ back: fc.constant(0), offset: fc.constantFrom(-2, 5, 13) }),
  }),
  { minLength: 4, maxLength: 7 },
);
/** What most begin with: 2FA on, and the next code not spent. */
const turningOn: readonly Command[] = [
  { do: 'start', passwordMatched: true, code: null },
  { do: 'confirm', back: 0, code: { back: 0, offset: 0 } },
  { do: 'wait', seconds: 30 },
];

/** A life of an account: mostly what people do, sometimes a guesser or an administrator. */
export const lives: fc.Arbitrary<readonly Command[]> = fc
  .tuple(
    fc.constantFrom([], turningOn),
    fc.array(
      fc.oneof(
        { weight: 40, arbitrary: command.map((one) => [one]) },
        { weight: 2, arbitrary: guessing },
        { weight: 1, arbitrary: fc.constant<readonly Command[]>([{ do: 'reset' }]) },
      ),
      { maxLength: 60, size: 'max' },
    ),
  )
  .map(([beginning, parts]) => [...beginning, ...parts.flat()]);
