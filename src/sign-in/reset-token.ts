import { isAccountId } from '../accounts/account-id.js';
import { isToken, newToken } from '../crypto/token.js';

const ID_LENGTH = 36;

/** A token that lets who has it choose a password, with the account behind it: its stream says what the token is worth. */
export function newResetToken(accountId: string): string {
  return `${newToken('reset')}_${accountId}`;
}

/** The account a token names, whatever it is worth; `undefined` when it is none of these tokens. */
export function accountOfReset(token: string): string | undefined {
  const accountId = token.slice(-ID_LENGTH);
  return isToken('reset', token) && isAccountId(accountId) ? accountId : undefined;
}
