import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { canonicalJson, inCanonicalOrder } from '../../src/event-store/canonical-json.js';
import type { Json } from '../../src/event-store/event-store.js';

const parsed = (text: string) => JSON.parse(text) as Json;

describe('Canonical JSON', () => {
  it('is that of the example of RFC 8785 §3.2.2 and §3.2.3', () => {
    const example = String.raw`{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }`;
    expect(canonicalJson(parsed(example))).toBe(
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    );
  });

  it('sorts names by their UTF-16 code units, as in the example of RFC 8785 §3.2.3', () => {
    const example = String.raw`{
      "\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh",
      "1": "One", "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control",
      "\u00f6": "Latin Small Letter O With Diaeresis"
    }`;
    const values = [...canonicalJson(parsed(example)).matchAll(/:"([^"]+)"/g)].map(([, value]) => value);
    expect(values).toEqual([
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
  });

  it.each([
    // RFC 8785, appendix B: the bits of an IEEE 754 number, and how it is written.
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555554', '333333333.33333325'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
  ])('writes the number with the bits %s as %s', (bits, text) => {
    expect(canonicalJson(Buffer.from(bits, 'hex').readDoubleBE())).toBe(text);
  });

  it('sorts names that are numbers as text, and keeps one that is __proto__', () => {
    expect(canonicalJson(parsed('{"9":1,"10":2,"__proto__":{"b":1,"a":2},"!":3}'))).toBe(
      '{"!":3,"10":2,"9":1,"__proto__":{"a":2,"b":1}}',
    );
    expect(canonicalJson(inCanonicalOrder(parsed('{"z":1,"__proto__":2}')))).toBe('{"__proto__":2,"z":1}');
  });

  it('takes text that only looks like half a character', () => {
    expect(canonicalJson({ a: '\\ud800', b: '\\' })).toBe(String.raw`{"a":"\\ud800","b":"\\"}`);
  });

  it('has no form for half a character', () => {
    expect(() => canonicalJson({ a: '\ud800' })).toThrow('Lone surrogate');
    expect(() => canonicalJson({ '\udfff': 1 })).toThrow('Lone surrogate');
  });

  const json = fc.jsonValue({ maxDepth: 4, stringUnit: 'grapheme' }) as fc.Arbitrary<Json>;

  it('is the same whatever order names come in', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(canonicalJson(value)).toBe(canonicalize(value));
        expect(canonicalJson(inCanonicalOrder(value))).toBe(canonicalize(value));
      }),
    );
  });

  it('in order is the same value', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(inCanonicalOrder(value)).toEqual(value);
      }),
    );
  });
});
