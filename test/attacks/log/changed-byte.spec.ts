import fc from 'fast-check';
import { account } from '../../../src/accounts/account.state.js';
import { username } from '../../../src/accounts/username.decider.js';
import type { EventCatalogue, EventOf } from '../../../src/event-store/codec.js';
import { addUp, type Decider } from '../../../src/event-store/decider.js';
import { toAppend } from '../../../src/event-store/decisions.js';
import { NO_STREAM, type JsonObject, type NewEvent } from '../../../src/event-store/event-store.js';
import { loadState } from '../../../src/event-store/load-state.js';
import { twoFactor, type TwoFactorState } from '../../../src/two-factor/two-factor.state.js';
import {
  codeAccepted,
  codeRejected,
  codesIssued,
  confirmed,
  disabled,
  FIRST,
  lockedOut,
  recoveryCodeUsed,
  SECOND,
  started,
  STEP,
  turnedOn,
  wasReset,
  wrongCodes,
} from '../../domain/two-factor.facts.js';
import { NOW } from '../../support/facts.js';
import { MemoryEventStore } from '../../support/memory-event-store.js';
import { MACS, withoutMac } from '../../support/macs.js';

const ORIGIN = {
  actor: { kind: 'system' },
  operation: 'signIn',
  correlationId: 'r',
  causationId: 'c',
} as const;

const CIRCUMSTANCES = { origin: ORIGIN, now: NOW, macs: MACS };

/** The appends a stream is made of. */
type Past<C extends EventCatalogue> = readonly (readonly EventOf<C>[])[];

/** As the service appended them before there were MACs: with one, what is changed does not pass at all. */
function written<S, C extends EventCatalogue>(decider: Decider<S, C>, past: Past<C>): readonly NewEvent[][] {
  let end = { stream: `${decider.category}-1`, state: decider.initial, revision: NO_STREAM };
  let newest: (NewEvent & { stream: string; revision: number }) | undefined;
  return past.map((events) => {
    const appended = toAppend(decider, { ...end, newest }, events, CIRCUMSTANCES).map(withoutMac);
    end = { ...end, state: addUp(decider, end, events), revision: end.revision + events.length };
    newest = { ...appended.at(-1)!, stream: end.stream, revision: end.revision };
    return appended;
  });
}

const kept = new Map<unknown, readonly NewEvent[][]>();

/** What the stream adds up to after something was done to the metadata of its newest event; nothing if it is closed. */
async function readBack<S, C extends EventCatalogue>(
  decider: Decider<S, C>,
  past: Past<C>,
  change: (metadata: string) => string,
): Promise<S | undefined> {
  const store = new MemoryEventStore();
  const appends = kept.get(past) ?? written(decider, past);
  kept.set(past, appends);
  const newest = appends.at(-1)!.at(-1)!;
  const changed = change(JSON.stringify(newest.metadata));
  let metadata: JsonObject;
  try {
    metadata = JSON.parse(changed) as JsonObject;
  } catch {
    return undefined;
  }
  const stream = `${decider.category}-1`;
  let revision = NO_STREAM;
  for (const events of appends) {
    const put = events.map((event) => (event === newest ? { ...event, metadata } : event));
    ({ revision } = await store.append(stream, revision, put));
  }
  try {
    return (await loadState(store, decider, stream)).state;
  } catch (fault) {
    expect(fault).toMatchObject({ code: 'UNREADABLE_EVENT' });
    return undefined;
  }
}

/** One byte of a text becomes another one. */
function flipped(text: string, position: number, byte: number): string {
  const bytes = Buffer.from(text);
  const at = position % bytes.length;
  bytes[at] = byte === bytes[at] ? byte ^ 1 : byte;
  return bytes.toString();
}

const PASTS: Readonly<Record<string, Past<typeof twoFactor.catalogue>>> = {
  'a code': [[started()], [confirmed(STEP - 3)], [codeAccepted(STEP, 'signIn')]],
  'a code where there are recovery codes': [
    [started()],
    [confirmed(STEP - 3), codesIssued()],
    [codeAccepted(STEP, 'signIn')],
  ],
  'a recovery code': [
    [started()],
    [confirmed(STEP - 3), codesIssued()],
    [recoveryCodeUsed(9, 'signIn')],
    [recoveryCodeUsed(4, 'signIn', 8)],
  ],
  'a confirmation': [[started()], [confirmed(STEP)]],
  'a wrong code': [...turnedOn(STEP - 3), codeAccepted(STEP, 'signIn'), ...wrongCodes(3)].map((one) => [one]),
  'a lock': [
    ...turnedOn(STEP).map((one) => [one]),
    ...wrongCodes(4).map((one) => [one]),
    lockedOut().slice(-2),
  ],
  'a late answer during a lock': [
    ...turnedOn(STEP).map((one) => [one]),
    lockedOut(),
    [codeRejected('signIn', 'challengeExpired', 5)],
  ],
  'a replacement under way': [
    ...turnedOn(STEP - 3).map((one) => [one]),
    [codeAccepted(STEP, 'replaceEnrollment'), started(SECOND)],
  ],
  'a code while a replacement is under way': [
    ...turnedOn(STEP - 6).map((one) => [one]),
    [codeAccepted(STEP - 3, 'replaceEnrollment'), started(SECOND)],
    [codeAccepted(STEP, 'signIn')],
  ],
};

/** What lets somebody in: what protects, which codes are spent, what keeps everybody waiting. */
const whatCounts = ({ factor, failures, lockedUntil }: TwoFactorState) => ({
  factor:
    // Secrets are sealed: one that was changed does not open. Where recovery codes are is held against the event when one is given.
    factor.status === 'on'
      ? {
          ...factor,
          sealedSecret: '',
          recovery: factor.recovery?.unused,
          replacement: factor.replacement !== null,
        }
      : factor,
  failures,
  lockedUntil,
});

describe('A byte that was changed in the newest event of a second factor', () => {
  const where = fc.nat({ max: 5_000 });
  const byte = fc.oneof(
    fc.integer({ min: 0x20, max: 0x7e }),
    fc.constantFrom(...Buffer.from('0123456789"{}[],')),
  );

  it.each(Object.entries(PASTS))(
    'after %s closes the account or changes nothing that counts',
    async (_, past) => {
      const before = whatCounts((await readBack(twoFactor, past, (same) => same))!);
      await fc.assert(
        fc.asyncProperty(where, byte, async (position, to) => {
          const after = await readBack(twoFactor, past, (text) => flipped(text, position, to));
          if (after) expect(whatCounts(after)).toEqual(before);
        }),
        { numRuns: 500 },
      );
    },
  );

  it.each(Object.entries(PASTS))(
    'after %s, at every place of the state, never turns it off',
    async (_, past) => {
      let length = 0;
      await readBack(twoFactor, past, (text) => text.slice(0, (length = text.length)));
      for (let position = 0; position < length; position++) {
        for (const to of Buffer.from('o')) {
          const after = await readBack(twoFactor, past, (text) => flipped(text, position, to));
          expect([position, after?.factor.status ?? 'on']).toEqual([position, 'on']);
        }
      }
    },
  );

  it('leaves it readable as it was when it is not changed at all', async () => {
    for (const past of Object.values(PASTS))
      expect(await readBack(twoFactor, past, (same) => same)).toEqual(
        past.flat().reduce(twoFactor.evolve, twoFactor.initial),
      );
  });
});

describe('A state that was put into the newest event of a second factor', () => {
  const past = PASTS['a code']!;
  const put = (value: object) => (text: string) => {
    const metadata = JSON.parse(text) as { state: { value: { factor: object } } };
    Object.assign(metadata.state.value, value);
    return JSON.stringify(metadata);
  };
  const on = {
    status: 'on',
    enrollmentId: FIRST,
    sealedSecret: 'v1.secret',
    lastStep: STEP,
    replacement: null,
  };

  it.each([
    ['"off"', { factor: { status: 'off' } }],
    ['nearly "on"', { factor: { ...on, status: 'oo' } }],
    ['no last step', { factor: { ...on, lastStep: null } }],
    ['a last step that is text', { factor: { ...on, lastStep: '0' } }],
    ['an earlier last step', { factor: { ...on, lastStep: STEP - 1 } }],
    ['another enrollment', { factor: { ...on, enrollmentId: SECOND } }],
    ['more than there is', { factor: on, trusted: true }],
    ['failures below none', { failures: -1 }],
    ['failures that are no number', { failures: null }],
    ['a lock that ends at no time', { lockedUntil: 'never' }],
  ])('is refused when it says %s', async (_, value) => {
    expect(await readBack(twoFactor, past, put(value))).toBeUndefined();
  });

  it('is refused when it says "on" after it was turned off or reset', async () => {
    for (const off of [disabled(STEP + 1), wasReset()])
      expect(await readBack(twoFactor, [...past, [off]], put({ factor: on }))).toBeUndefined();
  });
});

describe('A byte that was changed in the newest event', () => {
  const ACCOUNT = '019ca963-1800-7000-8000-00000000000a';
  const secrets = { sealedUsername: 'v1.name', sealedPasswordHash: 'v1.hash' };
  const registered = { type: 'AccountRegistered', data: secrets } as const;
  const changed = { type: 'AccountPasswordChanged', data: { sealedPasswordHash: 'v1.other' } } as const;
  const elsewhere = { type: 'AccountSignedInFromNewNetwork', data: { sealedAddress: 'v1.address' } } as const;
  const erased = { type: 'AccountErased', data: {} } as const;

  it.each([
    ['registration', [[registered]]],
    ['change of password', [[registered], [changed]]],
    ['sign-in from elsewhere', [[registered], [changed], [elsewhere]]],
    ['erasure', [[registered], [erased]]],
  ] as const)('of an account, a %s, never makes it another one', async (_, past) => {
    const { status } = (await readBack(account, past, (same) => same))!;
    await everyByte(account, past, (after) => {
      expect(after.status).toBe(status);
    });
  });

  it('of a username never gives it to another account', async () => {
    const claimed = {
      type: 'UsernameClaimed',
      data: { accountId: ACCOUNT, claimedAt: NOW.toISOString() },
    } as const;
    await everyByte(username, [[claimed]], (after) => {
      expect(after).toEqual({ status: 'claimed', ...claimed.data });
    });
  });

  async function everyByte<S, C extends EventCatalogue>(
    decider: Decider<S, C>,
    past: Past<C>,
    holds: (after: S) => void,
  ): Promise<void> {
    let length = 0;
    await readBack(decider, past, (text) => text.slice(0, (length = text.length)));
    for (let position = 0; position < length; position++) {
      for (const to of Buffer.from('1')) {
        const after = await readBack(decider, past, (text) => flipped(text, position, to));
        if (after !== undefined) holds(after);
      }
    }
  }
});
