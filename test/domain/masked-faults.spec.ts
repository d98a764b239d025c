import { GraphQLError } from 'graphql';
import { isFault, maskError, RequestError } from '../../src/graphql/masked-errors.js';
import { errorOfResolver, errorsOf, stopMasking } from './masking.js';

/** Stands for what goes on inside. */
const INSIDE = '/var/lib/countersign: no space left on device';

const faultWith = (code: string) => Object.assign(new Error(INSIDE), { code });

afterAll(stopMasking);

describe('The answer to a fault', () => {
  it.each([
    ['an error', new Error(INSIDE)],
    ['an error with a code of its own', faultWith('SEAL_BROKEN')],
    ['an event that cannot be read', faultWith('UNREADABLE_EVENT')],
  ])('tells nothing of what went on inside: %s', async (_what, thrown) => {
    const { masked } = await errorOfResolver(thrown);
    expect(masked).toEqual({
      message: 'Something went wrong here. The correlation id helps to find out what.',
      locations: [{ line: 1, column: 3 }],
      path: ['fail'],
      extensions: { code: 'INTERNAL_SERVER_ERROR' },
    });
  });

  it.each(['EVENT_STORE_UNAVAILABLE', 'OVERLOADED', 'STORAGE_UNAVAILABLE', 'CONTENDED', 'READ_MODEL_BEHIND'])(
    'asks to try again when it passes by itself: %s',
    async (code) => {
      const { masked } = await errorOfResolver(faultWith(code));
      expect(masked).toEqual({
        message: 'The service cannot answer just now. Please try again.',
        locations: [{ line: 1, column: 3 }],
        path: ['fail'],
        extensions: { code: 'UNAVAILABLE', retryable: true },
      });
    },
  );

  it('asks to try again also when it could not be found out who asks', () => {
    const originalError = faultWith('STORAGE_UNAVAILABLE');
    const error = new GraphQLError(`Context creation failed: ${INSIDE}`, { originalError });
    expect(maskError(error.toJSON(), error)).toEqual({
      message: 'The service cannot answer just now. Please try again.',
      extensions: { code: 'UNAVAILABLE', retryable: true },
    });
  });

  it('is as it was written when it was written for the client', async () => {
    const { masked } = await errorOfResolver(new RequestError('This needs an API key.', 'NOT_ALLOWED'));
    expect(masked).toMatchObject({
      message: 'This needs an API key.',
      extensions: { code: 'NOT_ALLOWED' },
    });
  });
});

describe('The operator is told', () => {
  it('of every fault', async () => {
    for (const thrown of [new Error(INSIDE), faultWith('CONTENDED')]) {
      expect(isFault((await errorOfResolver(thrown)).error)).toBe(true);
    }
  });

  it('of no request that was wrong by itself', async () => {
    for (const query of [
      '{',
      '',
      '{ nothing }',
      'query ($v: Int!) { signIn(first: $v) }',
      'query A { fail } query B { fail }',
    ]) {
      const [wrong] = await errorsOf({ query });
      expect(wrong && isFault(wrong.error)).toBe(false);
    }
    const { error } = await errorOfResolver(new RequestError('This is no cursor.', 'BAD_CURSOR'));
    expect(isFault(error)).toBe(false);
  });
});
