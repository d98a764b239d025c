import { access } from '../../src/access/access.policy.js';
import type { Role } from '../../src/access/api-keys.js';
import { actorOf, type Caller } from '../../src/access/caller.js';
import { NOW } from '../support/facts.js';

const OWN = 'account-of-ada';
const OTHER = 'account-of-grace';

const anonymous: Caller = { kind: 'anonymous' };
const person = {
  kind: 'person',
  session: {
    id: 'session-1',
    tokenHash: 'hash',
    accountId: OWN,
    assuranceLevel: 'AAL2',
    amr: ['pwd', 'otp'],
    createdAt: NOW,
    expiresAt: NOW,
    lastUsedAt: NOW,
    sealedClient: null,
  },
} as const satisfies Caller;
const key = (role: Role) =>
  ({
    kind: 'key',
    apiKey: { id: 'key-1', name: role, role, tokenHash: 'hash', createdAt: NOW, revokedAt: null },
  }) as const satisfies Caller;

const CALLERS = {
  nobody: anonymous,
  person,
  application: key('application'),
  auditor: key('auditor'),
  administrator: key('administrator'),
};
type Who = keyof typeof CALLERS;

const ALL_KEYS: readonly Who[] = ['application', 'auditor', 'administrator'];

interface Rule {
  readonly may: string;
  readonly rule: keyof typeof access;
  readonly asks: (caller: Caller) => boolean;
  /** Everyone who is not named may not. */
  readonly who: readonly Who[];
}

const RULES: readonly Rule[] = [
  {
    may: 'see their own account',
    rule: 'readAccount',
    asks: (caller) => access.readAccount(caller, OWN),
    who: ['person', ...ALL_KEYS],
  },
  {
    may: 'read how 2FA was taken up',
    rule: 'readAdoption',
    asks: (caller) => access.readAdoption(caller),
    who: ['auditor', 'administrator'],
  },
  {
    may: 'ask for proofs of what is in the log',
    rule: 'readEvidence',
    asks: (caller) => access.readEvidence(caller),
    who: ['auditor', 'administrator'],
  },
  {
    may: "see another's account",
    rule: 'readAccount',
    asks: (caller) => access.readAccount(caller, OTHER),
    who: ALL_KEYS,
  },
  {
    may: 'page through all accounts',
    rule: 'listAccounts',
    asks: access.listAccounts,
    who: ALL_KEYS,
  },
  {
    may: 'read their own history',
    rule: 'readHistory',
    asks: (caller) => access.readHistory(caller, OWN),
    who: ['person', 'auditor', 'administrator'],
  },
  {
    may: "read another's history",
    rule: 'readHistory',
    asks: (caller) => access.readHistory(caller, OTHER),
    who: ['auditor', 'administrator'],
  },
  {
    may: 'follow their own changes',
    rule: 'followChanges',
    asks: (caller) => access.followChanges(caller, OWN),
    who: ['person', ...ALL_KEYS],
  },
  {
    may: "follow another's changes",
    rule: 'followChanges',
    asks: (caller) => access.followChanges(caller, OTHER),
    who: ALL_KEYS,
  },
  {
    may: 'follow the changes of all accounts',
    rule: 'followChanges',
    asks: (caller) => access.followChanges(caller, null),
    who: ALL_KEYS,
  },
  {
    may: 'reset the 2FA of an account',
    rule: 'resetTwoFactor',
    asks: access.resetTwoFactor,
    who: ['administrator'],
  },
  {
    may: 'let who forgot a password choose another one',
    rule: 'startPasswordReset',
    asks: access.startPasswordReset,
    who: ['administrator'],
  },
  {
    may: 'end every session of an account that is not their own',
    rule: 'endSessionsOf',
    asks: access.endSessionsOf,
    who: ['administrator'],
  },
  {
    may: 'erase an account that is not their own',
    rule: 'eraseAccount',
    asks: access.eraseAccount,
    who: ['administrator'],
  },
];

describe('Who may', () => {
  it.each(RULES)('$may: $who', ({ asks, who }) => {
    const allowed = Object.entries(CALLERS).filter(([, caller]) => asks(caller));
    expect(allowed.map(([name]) => name)).toEqual(who);
  });

  it('do anything is told here, rule by rule', () => {
    expect(new Set(RULES.map(({ rule }) => rule))).toEqual(new Set(Object.keys(access)));
  });
});

describe('Who did it, in events', () => {
  it('is the person, with the session they acted in', () => {
    expect(actorOf(person)).toEqual({ kind: 'person', accountId: OWN, sessionId: 'session-1' });
  });

  it('is the API key, an administrator only by its role', () => {
    expect(actorOf(key('application'))).toEqual({ kind: 'application', apiKeyId: 'key-1' });
    expect(actorOf(key('auditor'))).toEqual({ kind: 'application', apiKeyId: 'key-1' });
    expect(actorOf(key('administrator'))).toEqual({ kind: 'administrator', apiKeyId: 'key-1' });
  });
});
