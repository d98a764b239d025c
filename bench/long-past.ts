import { mkdirSync } from 'node:fs';
import { Past } from './past.ts';

const ACCOUNTS_IN_A_MILLION = 20_000;
const EVENTS_OF_AN_ACCOUNT = 50;
/** Name claimed, account registered, enrollment started and confirmed; the others are sign-ins. */
const SIGN_INS_OF_AN_ACCOUNT = EVENTS_OF_AN_ACCOUNT - 5;
const DAY_MS = 86_400_000;

/**
 * Writes a log of a million events, or a tenth of that, into a new folder: accounts that sign in once
 * a day, all of them every day.
 * @returns how many events it has
 */
export async function writeLongLog(folder: string, quick: boolean): Promise<number> {
  const accounts = quick ? ACCOUNTS_IN_A_MILLION / 10 : ACCOUNTS_IN_A_MILLION;
  const past = await Past.open(makeFolder(folder));
  let at = Date.parse('2026-01-01T12:00:15.000Z');
  const people = await past.people(accounts, new Date(at));
  for (let day = 0; day < SIGN_INS_OF_AN_ACCOUNT; day++) {
    at += DAY_MS;
    for (const person of people) await past.signIn(person, new Date(at));
  }
  await past.close();
  return accounts * EVENTS_OF_AN_ACCOUNT;
}

export function makeFolder(path: string): string {
  mkdirSync(path);
  return path;
}
