import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * What comes to light about a request while it is answered, as far as it concerns security. Ids, and words of this
 * code: nothing that was submitted, and nothing that names a person.
 */
export interface SecurityNotes {
  /** The mutation that was asked for, as in the schema. */
  act?: string;
  /** What came of it: a type of the schema, or the code of an error. */
  outcome?: string;
  /** Whether a rule said no. */
  refused?: boolean;
  /** Whose account it is about. */
  accountId?: string | undefined;
  /** The blind index of a name nobody has, in place of an account. */
  nameIndex?: string | undefined;
  /** Who asked. */
  sessionId?: string;
  apiKeyId?: string;
  /** What the password that came with it was; over the limit it was not looked at. */
  password?: 'right' | 'wrong' | 'overLimit';
  /** How the new session was reached: RFC 8176. */
  amr?: readonly string[];
  /** Why the token or cookie that came with it counts for nothing. */
  token?: 'unknown' | 'expired' | 'revoked';
  /** The rule of `access.policy.ts` that said no, and for which account or session. */
  denied?: string;
  target?: string | undefined;
}

const underWay = new AsyncLocalStorage<SecurityNotes>();

/** Notes something about the request that is under way; does nothing when nobody wants to know. */
export function note(notes: SecurityNotes): void {
  const kept = underWay.getStore();
  if (kept) Object.assign(kept, notes);
}

/** What was noted so far about the request that is under way. */
export function notesOfRequest(): SecurityNotes | undefined {
  return underWay.getStore();
}

/** Does some work, and has what is noted in it kept in `notes`. */
export function noting<T>(notes: SecurityNotes, work: () => T): T {
  return underWay.run(notes, work);
}
