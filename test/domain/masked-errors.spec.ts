import fc from 'fast-check';
import { errorsOf, stopMasking, type Request } from './masking.js';

/** Stands for a password or code that was sent in the wrong place. */
const SECRET = 'hunter2-is-my-password';

const withVariable = (argument: string, type: string, value: unknown): Request => ({
  query: `query ($v: ${type}) { signIn(${argument}: $v) }`,
  variables: { v: value },
});
const withInput = (input: Record<string, unknown>) =>
  withVariable('input', 'Credentials!', { username: 'ada', ...input });

afterAll(stopMasking);

describe('The answer to a request that does not fit the schema', () => {
  const inWrongPlaces: readonly (readonly [string, Request])[] = [
    ...['attempts', 'ratio', 'remember', 'order', 'nested', 'by'].map(
      (field) => [`a string as ${field}`, withInput({ [field]: SECRET })] as const,
    ),
    ...['username', 'password', 'attempts', 'ratio', 'remember', 'id', 'order', 'nested', 'by'].flatMap(
      (field) =>
        [
          [`a list as ${field}`, withInput({ [field]: [SECRET] })],
          [`a list that reads like a message as ${field}`, withInput({ [field]: ['it is at ', SECRET] })],
          [`an object as ${field}`, withInput({ [field]: { value: SECRET } })],
          [`a name in an object as ${field}`, withInput({ [field]: { [SECRET]: 1 } })],
        ] as const,
    ),
    ['a string as input', withVariable('input', 'Credentials!', SECRET)],
    ['an input that lacks a field', withVariable('input', 'Credentials!', { password: SECRET })],
    ['an input with an unknown field', withInput({ passwrod: SECRET })],
    ['a list of inputs', withVariable('list', '[Credentials!]', [{ username: [SECRET] }])],
    ['an unknown enum value', withVariable('order', 'Order', SECRET)],
    ['two keys where one is asked for', withVariable('by', 'Key', { id: SECRET, username: SECRET })],
    ['a string that reads like a message', withInput({ attempts: `" at "x"; ${SECRET}, found "` })],
    ['a name that reads like a message', withInput({ [` at "${SECRET}"; `]: 1 })],
    ['a string of several lines', withInput({ attempts: `\n at "x";\n${SECRET}` })],
    ['a default of the wrong type', { query: `query ($v: Int = "${SECRET}") { signIn(first: $v) }` }],
    ['a string literal as a number', { query: `{ signIn(first: "${SECRET}") }` }],
    ['a block string as a number', { query: `{ signIn(first: """\n${SECRET}\n, found\n""") }` }],
    ['a string literal as an enum', { query: `{ signIn(order: "${SECRET}") }` }],
    ['a name as an enum', { query: `{ signIn(order: ${SECRET.replaceAll('-', '_')}) }` }],
    ['a string literal as an input', { query: `{ signIn(input: "${SECRET}") }` }],
    ['a list literal as a string', { query: `{ signIn(code: ["${SECRET}"]) }` }],
    ['an object literal as a string', { query: `{ signIn(code: { is: "${SECRET}" }) }` }],
    ['a string literal in an input', { query: `{ signIn(input: { username: "ada", ratio: "${SECRET}" }) }` }],
    ['a string literal for a directive', { query: `{ signIn @skip(if: "${SECRET}") }` }],
    ['a string in place of a field', { query: `{ signIn "${SECRET}" }` }],
    ['a name in place of a punctuator', { query: `{ signIn(code ${SECRET.replaceAll('-', '_')}) }` }],
  ];

  it.each(inWrongPlaces)('does not repeat %s', async (_what, request) => {
    const errors = await errorsOf(request);
    const spelled = new RegExp(SECRET.replaceAll('-', '[-_]'));
    expect(errors.some(({ raw }) => spelled.test(raw.message))).toBe(true);
    for (const error of errors) expect(JSON.stringify(error.masked)).not.toMatch(spelled);
  });

  it.each([
    ['an unterminated string', { query: `{ signIn(code: "${SECRET}) }` }],
    ['a number as code', withInput({ password: 123456 })],
    ['a number literal as code', { query: '{ signIn(code: 123456) }' }],
    ['a number too large', withInput({ attempts: 123456789012 })],
    ['a wrong number as id', withInput({ id: 123456.5 })],
  ])('does not repeat a part of %s', async (_what, request) => {
    const errors = await errorsOf(request);
    expect(errors).not.toHaveLength(0);
    for (const error of errors) expect(error.masked.message).not.toMatch(/123456|hunter2/);
  });

  it.each([
    ['where a variable does not fit', withInput({ attempts: 'x' }), 'Variable "$v" got an invalid value.'],
    [
      'where in a list it does not fit',
      withVariable('list', '[Credentials!]', [{ username: 'ada' }, { username: 5 }]),
      'Variable "$v" got an invalid value.',
    ],
    [
      'which variable does not fit',
      withVariable('order', 'Order', 'x'),
      'Variable "$v" got an invalid value.',
    ],
    [
      'which variable is missing',
      { query: 'query ($v: Credentials!) { signIn(input: $v) }' },
      'Variable "$v" of required type "Credentials!" was not provided.',
    ],
    [
      'which type a literal lacks',
      { query: '{ signIn(first: "x") }' },
      'Int cannot represent the value given.',
    ],
    [
      'which enum a name is not of',
      { query: '{ signIn(order: NEWEST) }' },
      'The value does not exist in "Order" enum.',
    ],
    ['which type an input has', { query: '{ signIn(input: "x") }' }, 'Expected value of type "Credentials".'],
    [
      'that one key is asked for',
      { query: '{ signIn(by: {}) }' },
      'OneOf Input Object "Key" must specify exactly one key.',
    ],
    ['which field there is not', { query: '{ signOff }' }, 'Cannot query field "signOff" on type "Query".'],
    ['that a document is no GraphQL', { query: '{ signIn(' }, 'The document is not valid GraphQL.'],
  ] as const)('tells %s', async (_what, request, message) => {
    const [error] = await errorsOf(request);
    expect(error?.masked.message).toBe(message);
  });

  it('keeps the code for programs, and drops everything else about the error', async () => {
    const [invalid] = await errorsOf(withInput({ attempts: SECRET }));
    expect(invalid?.masked.extensions).toEqual({ code: 'BAD_USER_INPUT' });
    const [unparsed] = await errorsOf({ query: '{' });
    expect(unparsed?.masked.extensions).toEqual({ code: 'GRAPHQL_PARSE_FAILED' });
    const [unknown] = await errorsOf({ query: '{ nothing }' });
    expect(unknown?.masked).toEqual({
      message: 'Cannot query field "nothing" on type "Query".',
      locations: [{ line: 1, column: 3 }],
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
    });
  });

  it('repeats no string of a variable, whatever surrounds it', async () => {
    const text = fc
      .array(
        fc.constantFrom(SECRET, ' at "', '";', '"', '\\', ', found ', ' got invalid value ', '\n', 'v.id'),
      )
      .map((parts) => parts.join(''));
    const value = fc.oneof(
      text,
      fc.array(text, { maxLength: 4 }),
      fc.record({ id: text, code: fc.array(text) }),
    );
    const field = fc.constantFrom('username', 'attempts', 'order', 'nested', 'by', 'codes');
    await fc.assert(
      fc.asyncProperty(field, value, async (name, wrong) => {
        for (const error of await errorsOf(withInput({ [name]: wrong }))) {
          expect(error.masked.message).not.toContain(SECRET);
        }
      }),
      { numRuns: 150 },
    );
  });
});
