import { history } from '../support/client-queries.js';
import { somebody, type Client, type Credentials } from '../support/client.js';
import { startService, type Service } from '../support/service.js';

/** What is no code, though it may look like one. */
const NO_CODES = {
  empty: '',
  'five digits': '12345',
  'seven digits': '1234567',
  letters: 'abcdef',
  'a letter O for a zero': '12345O',
  'Arabic digits': '١٢٣٤٥٦',
  'Devanagari digits': '१२३४५६',
  'full-width digits': '１２３４５６',
  'mathematical digits': '𝟏𝟐𝟑𝟒𝟓𝟔',
  'a space in the middle': '123 456',
  'a space before': ' 123456',
  'a line feed after': '123456\n',
  'a line feed and more after': '123456\n123456',
  'a hyphen in the middle': '123-456',
  'a sign': '+12345',
  'a decimal point': '1234.5',
  'an exponent': '1e0005',
  hexadecimal: '0x1234',
  'a NUL byte': '123456\u0000',
  'invisible characters': '123\u200b456',
  'sixty thousand digits': '1'.repeat(60_000),
} as const;

describe('What is no code', () => {
  let service: Service;
  let [person, me]: [Client, Credentials] = [undefined!, undefined!];
  let accountId: string;
  let enrollmentId: string;
  let challenge: string;
  beforeAll(async () => {
    service = await startService();
    [person, me] = [service.client(), somebody()];
    const { accountId: id, secret } = await person.enrolled(me);
    accountId = id;
    service.clock.advance({ steps: 1 });
    ({ enrollmentId } = (await person.startEnrollment(me.password, person.code(secret))) as unknown as {
      enrollmentId: string;
    });
    ({ challenge } = (await service.client().signIn(me)) as unknown as { challenge: string });
  });
  afterAll(() => service.dispose());

  it.each(Object.entries(NO_CODES))('is told so wherever it is given: %s', async (_, code) => {
    const malformed = {
      __typename: 'CodeMalformed',
      code: 'CODE_MALFORMED',
      message: 'A code is six digits, as your authenticator shows it, or one of your recovery codes.',
      retryAfter: null,
    };
    const ofAuthenticator = {
      ...malformed,
      message: 'A code is six digits, as your authenticator shows it.',
    };
    expect(await service.client().answerChallenge(challenge, code)).toEqual(malformed);
    expect(await person.confirmEnrollment(enrollmentId, code)).toEqual(ofAuthenticator);
    expect(await person.disableTwoFactor(me.password, code)).toEqual(malformed);
    expect(await person.startEnrollment(me.password, code)).toEqual(malformed);
  });

  it('costs nothing of the budget and leaves nothing in the history', async () => {
    const before = await history(person, accountId);
    for (let i = 0; i < 10; i++) await person.disableTwoFactor(me.password, '12345');
    expect(await history(person, accountId)).toEqual(before);
  });

  it.each([123456, 123456.5, true, null, ['123456'], { code: '123456' }])(
    'is told so by the schema when it is no string: %j',
    async (code) => {
      const before = await history(person, accountId);
      for (const [operation, input] of [
        ['answerChallenge', { challenge, code }],
        ['confirmEnrollment', { enrollmentId, code }],
        ['disableTwoFactor', { password: me.password, code }],
      ] as const) {
        const type = `${operation[0]!.toUpperCase()}${operation.slice(1)}Input`;
        const query = `mutation ($input: ${type}!) { ${operation}(input: $input) { __typename } }`;
        const { status, data, errors } = await person.send(query, { input });
        expect([status, data]).toEqual([400, undefined]);
        expect(errors).toMatchObject([
          {
            message: 'Variable "$input" got an invalid value.',
            extensions: { code: 'BAD_USER_INPUT' },
          },
        ]);
      }
      expect(await history(person, accountId)).toEqual(before);
    },
  );
});
