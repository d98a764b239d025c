import type { Transport } from './client-transport.js';
import type { Result } from './client.js';

const REFUSAL = '... on Refusal { code message retryAfter }';
const SESSION = 'id assuranceLevel amr createdAt expiresAt lastUsedAt isCurrent address userAgent';

/** One of a person's sessions, as the API tells of it. */
export type SessionSeen = Record<string, any>;

/** The sessions of who is signed in; `null` when nobody is. */
export async function sessions(client: Transport): Promise<readonly SessionSeen[] | null> {
  return (await client.query(`{ sessions { ${SESSION} } }`))['sessions'] as readonly SessionSeen[] | null;
}

export async function endSession(client: Transport, sessionId: string): Promise<Result> {
  const query = `mutation ($input: EndSessionInput!) {
    endSession(input: $input) { __typename ... on SessionEnded { sessionId } ${REFUSAL} }
  }`;
  return (await client.query(query, { input: { sessionId } }))['endSession'] as Result;
}

export async function signOutEverywhere(client: Transport): Promise<Result> {
  const data = await client.query('mutation { signOutEverywhere { __typename wasSignedIn } }');
  return data['signOutEverywhere'] as Result;
}

/** As an administrator. */
export async function endSessionsOf(client: Transport, accountId: string): Promise<Result> {
  const query = `mutation ($input: EndSessionsOfInput!) {
    endSessionsOf(input: $input) { __typename ... on SessionsOfAccountEnded { accountId } ${REFUSAL} }
  }`;
  return (await client.query(query, { input: { accountId } }))['endSessionsOf'] as Result;
}

export async function eraseOwnAccount(
  client: Transport,
  { password, code }: { readonly password: string; readonly code?: string },
): Promise<Result> {
  const query = `mutation ($input: EraseOwnAccountInput!) {
    eraseOwnAccount(input: $input) { __typename ... on AccountErased { accountId } ${REFUSAL} }
  }`;
  return (await client.query(query, { input: { password, code } }))['eraseOwnAccount'] as Result;
}

/** As an administrator. */
export async function eraseAccount(client: Transport, accountId: string): Promise<Result> {
  const query = `mutation ($input: EraseAccountInput!) {
    eraseAccount(input: $input) { __typename ... on AccountErased { accountId } ${REFUSAL} }
  }`;
  return (await client.query(query, { input: { accountId } }))['eraseAccount'] as Result;
}

export const CHANGE_PASSWORD = `mutation ($input: ChangePasswordInput!) {
  changePassword(input: $input) { __typename ... on PasswordChanged { accountId token } ${REFUSAL} }
}`;

/** Changes the password; the session goes on with its new token. */
export async function changePassword(
  client: Transport,
  input: { readonly currentPassword: string; readonly newPassword: string; readonly code?: string },
): Promise<Result> {
  const result = (await client.query(CHANGE_PASSWORD, { input }))['changePassword'] as Result;
  if (result['token']) client.token = result['token'] as string;
  return result;
}

/** As an administrator. */
export async function startPasswordReset(
  client: Transport,
  accountId: string,
  reason: string,
): Promise<Result> {
  const query = `mutation ($input: StartPasswordResetInput!) {
    startPasswordReset(input: $input) {
      __typename ... on PasswordResetStarted { accountId token expiresAt } ${REFUSAL}
    }
  }`;
  return (await client.query(query, { input: { accountId, reason } }))['startPasswordReset'] as Result;
}

export async function resetPassword(
  client: Transport,
  input: { readonly token: string; readonly newPassword: string; readonly code?: string },
): Promise<Result> {
  const query = `mutation ($input: ResetPasswordInput!) {
    resetPassword(input: $input) { __typename ... on PasswordReset { accountId } ${REFUSAL} }
  }`;
  return (await client.query(query, { input }))['resetPassword'] as Result;
}
