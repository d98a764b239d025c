/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** One of the two. */
export type AccountKey =
  {   readonly id: string; readonly username?: never; }
  |  { readonly id?: never;   readonly username: string; };

export type ActorKind =
  | 'ADMINISTRATOR'
  | 'APPLICATION'
  | 'PERSON'
  | 'SYSTEM';

export type AnswerChallengeInput = {
  /** As `signIn` gave it. */
  readonly challenge: string;
  /** The six digits the authenticator shows, or a recovery code. */
  readonly code: string;
  readonly deliver?: SessionDelivery;
};

/** How sure a session is of who it belongs to: NIST SP 800-63B. */
export type AssuranceLevel =
  /** By password. */
  | 'AAL1'
  /** By password and code. */
  | 'AAL2';

export type ChangePasswordInput = {
  /** A code, or a recovery code, that was not used yet: needed while 2FA is on. */
  readonly code?: string | null | undefined;
  readonly currentPassword: string;
  /** By the rules `register` has. */
  readonly newPassword: string;
};

/** Which act asked for the code. */
export type CodePurpose =
  | 'CHANGE_PASSWORD'
  | 'CONFIRM_ENROLLMENT'
  | 'DISABLE_TWO_FACTOR'
  | 'ERASE_ACCOUNT'
  | 'REGENERATE_RECOVERY_CODES'
  | 'REPLACE_ENROLLMENT'
  | 'SIGN_IN';

/** Why a code was not accepted. */
export type CodeRejection =
  /** It, or a later one, was accepted before; told once for each code. Or it is a recovery code that was used. */
  | 'ALREADY_USED'
  /** The password was entered too long before. */
  | 'CHALLENGE_EXPIRED'
  /** 2FA or the password was changed since the password was entered. */
  | 'CHALLENGE_VOID'
  /** It was right some time ago, or will be: the clock of the authenticator is off. */
  | 'CLOCK_OFF'
  /** The QR code had expired. */
  | 'ENROLLMENT_EXPIRED'
  /** A newer QR code had been made. */
  | 'ENROLLMENT_SUPERSEDED'
  /** It belongs to no time step near now, and is no recovery code. */
  | 'WRONG';

export type ConfirmEnrollmentInput = {
  /** The six digits the authenticator shows. */
  readonly code: string;
  readonly enrollmentId: string;
};

export type DisableTwoFactorInput = {
  /** A code, or a recovery code, that was not used yet. */
  readonly code: string;
  readonly password: string;
};

export type EndSessionInput = {
  readonly sessionId: string;
};

export type EraseOwnAccountInput = {
  /** A code, or a recovery code, that was not used yet: needed while 2FA is on. */
  readonly code?: string | null | undefined;
  readonly password: string;
};

/** What a refusal is called by programs. Codes are added, never changed or reused. */
export type RefusalCode =
  | 'ACCOUNT_NOT_FOUND'
  | 'CODE_MALFORMED'
  | 'CODE_REFUSED'
  | 'CODE_REQUIRED'
  | 'CREDENTIALS_REFUSED'
  | 'ENROLLMENT_ALREADY_CONFIRMED'
  | 'ENROLLMENT_EXPIRED'
  | 'ENROLLMENT_NOT_FOUND'
  | 'ENROLLMENT_SUPERSEDED'
  | 'NOT_ALLOWED'
  | 'NOT_SIGNED_IN'
  | 'PASSWORD_INVALID'
  | 'PASSWORD_REFUSED'
  | 'REASON_INVALID'
  | 'RESET_REFUSED'
  | 'SESSION_NOT_FOUND'
  | 'TOO_MANY_ATTEMPTS'
  | 'TWO_FACTOR_NOT_ON'
  | 'USERNAME_INVALID'
  | 'USERNAME_TAKEN';

export type RegenerateRecoveryCodesInput = {
  /** The six digits the authenticator shows, not used yet. A recovery code will not do. */
  readonly code: string;
  readonly password: string;
};

export type RegisterInput = {
  /** At least 15 characters by default, of any kind, up to 256. */
  readonly password: string;
  /** 1 to 64 characters. Upper and lower case make no difference. */
  readonly username: string;
};

export type ResetPasswordInput = {
  /** A code, or a recovery code, that was not used yet: needed while 2FA is on. */
  readonly code?: string | null | undefined;
  /** By the rules `register` has. */
  readonly newPassword: string;
  /** From `startPasswordReset`. */
  readonly token: string;
};

/** Where the token of a new session goes. */
export type SessionDelivery =
  /** For browsers: a cookie that scripts cannot read. */
  | 'COOKIE'
  /** For programs: in the reply, to be sent as `Authorization: Bearer …`. */
  | 'TOKEN';

export type SignInInput = {
  readonly deliver?: SessionDelivery;
  readonly password: string;
  readonly username: string;
};

export type StartEnrollmentInput = {
  /** A current code, or a recovery code: needed when 2FA is on and moves to another authenticator. */
  readonly code?: string | null | undefined;
  readonly password: string;
};

export type TwoFactorChangeType =
  | 'TWO_FACTOR_DISABLED'
  | 'TWO_FACTOR_ENROLLMENT_CONFIRMED'
  | 'TWO_FACTOR_ENROLLMENT_STARTED'
  | 'TWO_FACTOR_LOCKED'
  | 'TWO_FACTOR_RECOVERY_CODES_ISSUED'
  | 'TWO_FACTOR_RECOVERY_CODE_USED'
  | 'TWO_FACTOR_RESET';

/** Described one by one in docs/events.md. */
export type TwoFactorEventType =
  | 'TWO_FACTOR_CODE_ACCEPTED'
  | 'TWO_FACTOR_CODE_REJECTED'
  | 'TWO_FACTOR_DISABLED'
  | 'TWO_FACTOR_ENROLLMENT_CONFIRMED'
  | 'TWO_FACTOR_ENROLLMENT_STARTED'
  | 'TWO_FACTOR_LOCKED'
  | 'TWO_FACTOR_RECOVERY_CODES_ISSUED'
  | 'TWO_FACTOR_RECOVERY_CODE_USED'
  | 'TWO_FACTOR_RESET';

/** Whether a code is asked for at sign-in. */
export type TwoFactorStatus =
  /** The password alone signs in. */
  | 'OFF'
  /** Password and code sign in. */
  | 'ON'
  /** The password alone signs in; an enrollment waits for its first code. */
  | 'PENDING'
  /** An event of the account cannot be understood, or its key is lost; an operator has to look. */
  | 'UNKNOWN';

export type AccountSeenFragment = { readonly id: string, readonly username: string, readonly registeredAt: string, readonly position: string, readonly twoFactor: { readonly status: TwoFactorStatus, readonly since: string, readonly enrollmentExpiresAt: string | null, readonly recoveryCodesLeft: number | null } };

type RefusalSeen_AccountNotFound_Fragment = { readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null };

type RefusalSeen_CodeMalformed_Fragment = { readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null };

type RefusalSeen_CodeRefused_Fragment = { readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null };

type RefusalSeen_CodeRequired_Fragment = { readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null };

type RefusalSeen_CredentialsRefused_Fragment = { readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null };

type RefusalSeen_EnrollmentAlreadyConfirmed_Fragment = { readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null };

type RefusalSeen_EnrollmentExpired_Fragment = { readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null };

type RefusalSeen_EnrollmentNotFound_Fragment = { readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null };

type RefusalSeen_EnrollmentSuperseded_Fragment = { readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null };

type RefusalSeen_NotAllowed_Fragment = { readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null };

type RefusalSeen_NotSignedIn_Fragment = { readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null };

type RefusalSeen_PasswordInvalid_Fragment = { readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null };

type RefusalSeen_PasswordRefused_Fragment = { readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null };

type RefusalSeen_ReasonInvalid_Fragment = { readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null };

type RefusalSeen_ResetRefused_Fragment = { readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null };

type RefusalSeen_SessionNotFound_Fragment = { readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null };

type RefusalSeen_TooManyAttempts_Fragment = { readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null };

type RefusalSeen_TwoFactorNotOn_Fragment = { readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null };

type RefusalSeen_UsernameInvalid_Fragment = { readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null };

type RefusalSeen_UsernameTaken_Fragment = { readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null };

export type RefusalSeenFragment =
  | RefusalSeen_AccountNotFound_Fragment
  | RefusalSeen_CodeMalformed_Fragment
  | RefusalSeen_CodeRefused_Fragment
  | RefusalSeen_CodeRequired_Fragment
  | RefusalSeen_CredentialsRefused_Fragment
  | RefusalSeen_EnrollmentAlreadyConfirmed_Fragment
  | RefusalSeen_EnrollmentExpired_Fragment
  | RefusalSeen_EnrollmentNotFound_Fragment
  | RefusalSeen_EnrollmentSuperseded_Fragment
  | RefusalSeen_NotAllowed_Fragment
  | RefusalSeen_NotSignedIn_Fragment
  | RefusalSeen_PasswordInvalid_Fragment
  | RefusalSeen_PasswordRefused_Fragment
  | RefusalSeen_ReasonInvalid_Fragment
  | RefusalSeen_ResetRefused_Fragment
  | RefusalSeen_SessionNotFound_Fragment
  | RefusalSeen_TooManyAttempts_Fragment
  | RefusalSeen_TwoFactorNotOn_Fragment
  | RefusalSeen_UsernameInvalid_Fragment
  | RefusalSeen_UsernameTaken_Fragment
;

export type HistoryEntrySeenFragment = { readonly id: string, readonly type: TwoFactorEventType, readonly at: string, readonly purpose: CodePurpose | null, readonly rejection: CodeRejection | null, readonly clockOffBySeconds: number | null, readonly failures: number | null, readonly lockedUntil: string | null, readonly recoveryCodesLeft: number | null, readonly resetReason: string | null, readonly actor: { readonly kind: ActorKind } };

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { readonly viewer: { readonly account: { readonly id: string, readonly username: string, readonly registeredAt: string, readonly position: string, readonly twoFactor: { readonly status: TwoFactorStatus, readonly since: string, readonly enrollmentExpiresAt: string | null, readonly recoveryCodesLeft: number | null } }, readonly session: { readonly id: string, readonly assuranceLevel: AssuranceLevel, readonly createdAt: string, readonly expiresAt: string } } | null };

export type HistoryQueryVariables = Exact<{
  accountId: string;
  first: number;
  after?: string | null | undefined;
}>;


export type HistoryQuery = { readonly twoFactorHistory: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly type: TwoFactorEventType, readonly at: string, readonly purpose: CodePurpose | null, readonly rejection: CodeRejection | null, readonly clockOffBySeconds: number | null, readonly failures: number | null, readonly lockedUntil: string | null, readonly recoveryCodesLeft: number | null, readonly resetReason: string | null, readonly actor: { readonly kind: ActorKind } } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null };

export type AccountsQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  twoFactor?: TwoFactorStatus | null | undefined;
}>;


export type AccountsQuery = { readonly accounts: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly username: string, readonly registeredAt: string, readonly position: string, readonly twoFactor: { readonly status: TwoFactorStatus, readonly since: string, readonly enrollmentExpiresAt: string | null, readonly recoveryCodesLeft: number | null } } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type AccountQueryVariables = Exact<{
  by: AccountKey;
}>;


export type AccountQuery = { readonly account: { readonly id: string, readonly username: string, readonly registeredAt: string, readonly position: string, readonly twoFactor: { readonly status: TwoFactorStatus, readonly since: string, readonly enrollmentExpiresAt: string | null, readonly recoveryCodesLeft: number | null } } | null };

export type AdoptionQueryVariables = Exact<{
  from?: string | null | undefined;
  until?: string | null | undefined;
}>;


export type AdoptionQuery = { readonly twoFactorAdoption: ReadonlyArray<{ readonly day: string, readonly accounts: number, readonly withTwoFactor: number, readonly turnedOn: number, readonly turnedOff: number }> };

export type RegisterMutationVariables = Exact<{
  input: RegisterInput;
}>;


export type RegisterMutation = { readonly register:
    | { readonly __typename: 'PasswordInvalid', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
    | { readonly __typename: 'Registered' }
    | { readonly __typename: 'TooManyAttempts', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
    | { readonly __typename: 'UsernameInvalid', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
    | { readonly __typename: 'UsernameTaken', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
   };

export type SignInMutationVariables = Exact<{
  input: SignInInput;
}>;


export type SignInMutation = { readonly signIn:
    | { readonly __typename: 'ChallengeIssued', readonly challenge: string, readonly expiresAt: string }
    | { readonly __typename: 'CredentialsRefused', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
    | { readonly __typename: 'SignedIn' }
    | { readonly __typename: 'TooManyAttempts', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
   };

export type AnswerChallengeMutationVariables = Exact<{
  input: AnswerChallengeInput;
}>;


export type AnswerChallengeMutation = { readonly answerChallenge:
    | { readonly __typename: 'CodeMalformed', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
    | { readonly __typename: 'CodeRefused', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
    | { readonly __typename: 'SignedIn' }
    | { readonly __typename: 'TooManyAttempts', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
   };

export type SignOutMutationVariables = Exact<{ [key: string]: never; }>;


export type SignOutMutation = { readonly signOut: { readonly wasSignedIn: boolean } };

export type StartEnrollmentMutationVariables = Exact<{
  input: StartEnrollmentInput;
}>;


export type StartEnrollmentMutation = { readonly startEnrollment:
    | { readonly __typename: 'CodeMalformed', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
    | { readonly __typename: 'CodeRefused', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
    | { readonly __typename: 'CodeRequired', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
    | { readonly __typename: 'EnrollmentStarted', readonly enrollmentId: string, readonly otpauthUri: string, readonly secret: string, readonly expiresAt: string, readonly qrCodeSvg: string }
    | { readonly __typename: 'NotSignedIn', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
    | { readonly __typename: 'PasswordRefused', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
    | { readonly __typename: 'TooManyAttempts', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
   };

export type ConfirmEnrollmentMutationVariables = Exact<{
  input: ConfirmEnrollmentInput;
}>;


export type ConfirmEnrollmentMutation = { readonly confirmEnrollment:
    | { readonly __typename: 'CodeMalformed', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
    | { readonly __typename: 'CodeRefused', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
    | { readonly __typename: 'EnrollmentAlreadyConfirmed', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
    | { readonly __typename: 'EnrollmentConfirmed', readonly recoveryCodes: ReadonlyArray<string> }
    | { readonly __typename: 'EnrollmentExpired', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
    | { readonly __typename: 'EnrollmentNotFound', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
    | { readonly __typename: 'EnrollmentSuperseded', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
    | { readonly __typename: 'NotSignedIn', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
    | { readonly __typename: 'TooManyAttempts', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
   };

export type RegenerateRecoveryCodesMutationVariables = Exact<{
  input: RegenerateRecoveryCodesInput;
}>;


export type RegenerateRecoveryCodesMutation = { readonly regenerateRecoveryCodes:
    | { readonly __typename: 'CodeMalformed', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
    | { readonly __typename: 'CodeRefused', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
    | { readonly __typename: 'NotSignedIn', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
    | { readonly __typename: 'PasswordRefused', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
    | { readonly __typename: 'RecoveryCodesRegenerated', readonly recoveryCodes: ReadonlyArray<string> }
    | { readonly __typename: 'TooManyAttempts', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
    | { readonly __typename: 'TwoFactorNotOn', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
   };

export type DisableTwoFactorMutationVariables = Exact<{
  input: DisableTwoFactorInput;
}>;


export type DisableTwoFactorMutation = { readonly disableTwoFactor:
    | { readonly __typename: 'CodeMalformed', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
    | { readonly __typename: 'CodeRefused', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
    | { readonly __typename: 'NotSignedIn', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
    | { readonly __typename: 'PasswordRefused', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
    | { readonly __typename: 'TooManyAttempts', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
    | { readonly __typename: 'TwoFactorDisabled' }
    | { readonly __typename: 'TwoFactorNotOn', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
   };

export type TwoFactorChangedSubscriptionVariables = Exact<{
  accountId?: string | null | undefined;
  after?: string | null | undefined;
}>;


export type TwoFactorChangedSubscription = { readonly twoFactorChanged: { readonly position: string, readonly type: TwoFactorChangeType } };

export type SessionsQueryVariables = Exact<{ [key: string]: never; }>;


export type SessionsQuery = { readonly sessions: ReadonlyArray<{ readonly id: string, readonly assuranceLevel: AssuranceLevel, readonly createdAt: string, readonly expiresAt: string, readonly lastUsedAt: string, readonly isCurrent: boolean, readonly address: string | null, readonly userAgent: string | null }> | null };

export type EndSessionMutationVariables = Exact<{
  input: EndSessionInput;
}>;


export type EndSessionMutation = { readonly endSession:
    | { readonly __typename: 'NotSignedIn', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
    | { readonly __typename: 'SessionEnded' }
    | { readonly __typename: 'SessionNotFound', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
   };

export type SignOutEverywhereMutationVariables = Exact<{ [key: string]: never; }>;


export type SignOutEverywhereMutation = { readonly signOutEverywhere: { readonly wasSignedIn: boolean } };

export type EraseOwnAccountMutationVariables = Exact<{
  input: EraseOwnAccountInput;
}>;


export type EraseOwnAccountMutation = { readonly eraseOwnAccount:
    | { readonly __typename: 'AccountErased' }
    | { readonly __typename: 'CodeMalformed', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
    | { readonly __typename: 'CodeRefused', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
    | { readonly __typename: 'CodeRequired', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
    | { readonly __typename: 'NotSignedIn', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
    | { readonly __typename: 'PasswordRefused', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
    | { readonly __typename: 'TooManyAttempts', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
   };

export type ChangePasswordMutationVariables = Exact<{
  input: ChangePasswordInput;
}>;


export type ChangePasswordMutation = { readonly changePassword:
    | { readonly __typename: 'CodeMalformed', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
    | { readonly __typename: 'CodeRefused', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
    | { readonly __typename: 'CodeRequired', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
    | { readonly __typename: 'NotSignedIn', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
    | { readonly __typename: 'PasswordChanged' }
    | { readonly __typename: 'PasswordInvalid', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
    | { readonly __typename: 'PasswordRefused', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
    | { readonly __typename: 'TooManyAttempts', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
   };

export type ResetPasswordMutationVariables = Exact<{
  input: ResetPasswordInput;
}>;


export type ResetPasswordMutation = { readonly resetPassword:
    | { readonly __typename: 'CodeMalformed', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
    | { readonly __typename: 'CodeRefused', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
    | { readonly __typename: 'CodeRequired', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
    | { readonly __typename: 'PasswordInvalid', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
    | { readonly __typename: 'PasswordReset' }
    | { readonly __typename: 'ResetRefused', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
    | { readonly __typename: 'TooManyAttempts', readonly code: RefusalCode, readonly message: string, readonly retryAfter: number | null }
   };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const AccountSeenFragmentDoc = new TypedDocumentString(`
    fragment AccountSeen on Account {
  id
  username
  registeredAt
  position
  twoFactor {
    status
    since
    enrollmentExpiresAt
    recoveryCodesLeft
  }
}
    `, {"fragmentName":"AccountSeen"}) as unknown as TypedDocumentString<AccountSeenFragment, unknown>;
export const RefusalSeenFragmentDoc = new TypedDocumentString(`
    fragment RefusalSeen on Refusal {
  code
  message
  retryAfter
}
    `, {"fragmentName":"RefusalSeen"}) as unknown as TypedDocumentString<RefusalSeenFragment, unknown>;
export const HistoryEntrySeenFragmentDoc = new TypedDocumentString(`
    fragment HistoryEntrySeen on HistoryEntry {
  id
  type
  at
  actor {
    kind
  }
  purpose
  rejection
  clockOffBySeconds
  failures
  lockedUntil
  recoveryCodesLeft
  resetReason
}
    `, {"fragmentName":"HistoryEntrySeen"}) as unknown as TypedDocumentString<HistoryEntrySeenFragment, unknown>;
export const ViewerDocument = new TypedDocumentString(`
    query Viewer {
  viewer {
    account {
      ...AccountSeen
    }
    session {
      id
      assuranceLevel
      createdAt
      expiresAt
    }
  }
}
    fragment AccountSeen on Account {
  id
  username
  registeredAt
  position
  twoFactor {
    status
    since
    enrollmentExpiresAt
    recoveryCodesLeft
  }
}`) as unknown as TypedDocumentString<ViewerQuery, ViewerQueryVariables>;
export const HistoryDocument = new TypedDocumentString(`
    query History($accountId: ID!, $first: Int!, $after: String) {
  twoFactorHistory(accountId: $accountId, first: $first, after: $after) {
    edges {
      node {
        ...HistoryEntrySeen
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment HistoryEntrySeen on HistoryEntry {
  id
  type
  at
  actor {
    kind
  }
  purpose
  rejection
  clockOffBySeconds
  failures
  lockedUntil
  recoveryCodesLeft
  resetReason
}`) as unknown as TypedDocumentString<HistoryQuery, HistoryQueryVariables>;
export const AccountsDocument = new TypedDocumentString(`
    query Accounts($first: Int!, $after: String, $twoFactor: TwoFactorStatus) {
  accounts(first: $first, after: $after, twoFactor: $twoFactor) {
    edges {
      node {
        ...AccountSeen
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment AccountSeen on Account {
  id
  username
  registeredAt
  position
  twoFactor {
    status
    since
    enrollmentExpiresAt
    recoveryCodesLeft
  }
}`) as unknown as TypedDocumentString<AccountsQuery, AccountsQueryVariables>;
export const AccountDocument = new TypedDocumentString(`
    query Account($by: AccountKey!) {
  account(by: $by) {
    ...AccountSeen
  }
}
    fragment AccountSeen on Account {
  id
  username
  registeredAt
  position
  twoFactor {
    status
    since
    enrollmentExpiresAt
    recoveryCodesLeft
  }
}`) as unknown as TypedDocumentString<AccountQuery, AccountQueryVariables>;
export const AdoptionDocument = new TypedDocumentString(`
    query Adoption($from: DateTime, $until: DateTime) {
  twoFactorAdoption(from: $from, until: $until) {
    day
    accounts
    withTwoFactor
    turnedOn
    turnedOff
  }
}
    `) as unknown as TypedDocumentString<AdoptionQuery, AdoptionQueryVariables>;
export const RegisterDocument = new TypedDocumentString(`
    mutation Register($input: RegisterInput!) {
  register(input: $input) {
    __typename
    ...RefusalSeen
  }
}
    fragment RefusalSeen on Refusal {
  code
  message
  retryAfter
}`) as unknown as TypedDocumentString<RegisterMutation, RegisterMutationVariables>;
export const SignInDocument = new TypedDocumentString(`
    mutation SignIn($input: SignInInput!) {
  signIn(input: $input) {
    __typename
    ... on ChallengeIssued {
      challenge
      expiresAt
    }
    ...RefusalSeen
  }
}
    fragment RefusalSeen on Refusal {
  code
  message
  retryAfter
}`) as unknown as TypedDocumentString<SignInMutation, SignInMutationVariables>;
export const AnswerChallengeDocument = new TypedDocumentString(`
    mutation AnswerChallenge($input: AnswerChallengeInput!) {
  answerChallenge(input: $input) {
    __typename
    ...RefusalSeen
  }
}
    fragment RefusalSeen on Refusal {
  code
  message
  retryAfter
}`) as unknown as TypedDocumentString<AnswerChallengeMutation, AnswerChallengeMutationVariables>;
export const SignOutDocument = new TypedDocumentString(`
    mutation SignOut {
  signOut {
    wasSignedIn
  }
}
    `) as unknown as TypedDocumentString<SignOutMutation, SignOutMutationVariables>;
export const StartEnrollmentDocument = new TypedDocumentString(`
    mutation StartEnrollment($input: StartEnrollmentInput!) {
  startEnrollment(input: $input) {
    __typename
    ... on EnrollmentStarted {
      enrollmentId
      otpauthUri
      secret
      expiresAt
      qrCodeSvg
    }
    ...RefusalSeen
  }
}
    fragment RefusalSeen on Refusal {
  code
  message
  retryAfter
}`) as unknown as TypedDocumentString<StartEnrollmentMutation, StartEnrollmentMutationVariables>;
export const ConfirmEnrollmentDocument = new TypedDocumentString(`
    mutation ConfirmEnrollment($input: ConfirmEnrollmentInput!) {
  confirmEnrollment(input: $input) {
    __typename
    ... on EnrollmentConfirmed {
      recoveryCodes
    }
    ...RefusalSeen
  }
}
    fragment RefusalSeen on Refusal {
  code
  message
  retryAfter
}`) as unknown as TypedDocumentString<ConfirmEnrollmentMutation, ConfirmEnrollmentMutationVariables>;
export const RegenerateRecoveryCodesDocument = new TypedDocumentString(`
    mutation RegenerateRecoveryCodes($input: RegenerateRecoveryCodesInput!) {
  regenerateRecoveryCodes(input: $input) {
    __typename
    ... on RecoveryCodesRegenerated {
      recoveryCodes
    }
    ...RefusalSeen
  }
}
    fragment RefusalSeen on Refusal {
  code
  message
  retryAfter
}`) as unknown as TypedDocumentString<RegenerateRecoveryCodesMutation, RegenerateRecoveryCodesMutationVariables>;
export const DisableTwoFactorDocument = new TypedDocumentString(`
    mutation DisableTwoFactor($input: DisableTwoFactorInput!) {
  disableTwoFactor(input: $input) {
    __typename
    ...RefusalSeen
  }
}
    fragment RefusalSeen on Refusal {
  code
  message
  retryAfter
}`) as unknown as TypedDocumentString<DisableTwoFactorMutation, DisableTwoFactorMutationVariables>;
export const TwoFactorChangedDocument = new TypedDocumentString(`
    subscription TwoFactorChanged($accountId: ID, $after: String) {
  twoFactorChanged(accountId: $accountId, after: $after) {
    position
    type
  }
}
    `) as unknown as TypedDocumentString<TwoFactorChangedSubscription, TwoFactorChangedSubscriptionVariables>;
export const SessionsDocument = new TypedDocumentString(`
    query Sessions {
  sessions {
    id
    assuranceLevel
    createdAt
    expiresAt
    lastUsedAt
    isCurrent
    address
    userAgent
  }
}
    `) as unknown as TypedDocumentString<SessionsQuery, SessionsQueryVariables>;
export const EndSessionDocument = new TypedDocumentString(`
    mutation EndSession($input: EndSessionInput!) {
  endSession(input: $input) {
    __typename
    ...RefusalSeen
  }
}
    fragment RefusalSeen on Refusal {
  code
  message
  retryAfter
}`) as unknown as TypedDocumentString<EndSessionMutation, EndSessionMutationVariables>;
export const SignOutEverywhereDocument = new TypedDocumentString(`
    mutation SignOutEverywhere {
  signOutEverywhere {
    wasSignedIn
  }
}
    `) as unknown as TypedDocumentString<SignOutEverywhereMutation, SignOutEverywhereMutationVariables>;
export const EraseOwnAccountDocument = new TypedDocumentString(`
    mutation EraseOwnAccount($input: EraseOwnAccountInput!) {
  eraseOwnAccount(input: $input) {
    __typename
    ...RefusalSeen
  }
}
    fragment RefusalSeen on Refusal {
  code
  message
  retryAfter
}`) as unknown as TypedDocumentString<EraseOwnAccountMutation, EraseOwnAccountMutationVariables>;
export const ChangePasswordDocument = new TypedDocumentString(`
    mutation ChangePassword($input: ChangePasswordInput!) {
  changePassword(input: $input) {
    __typename
    ...RefusalSeen
  }
}
    fragment RefusalSeen on Refusal {
  code
  message
  retryAfter
}`) as unknown as TypedDocumentString<ChangePasswordMutation, ChangePasswordMutationVariables>;
export const ResetPasswordDocument = new TypedDocumentString(`
    mutation ResetPassword($input: ResetPasswordInput!) {
  resetPassword(input: $input) {
    __typename
    ...RefusalSeen
  }
}
    fragment RefusalSeen on Refusal {
  code
  message
  retryAfter
}`) as unknown as TypedDocumentString<ResetPasswordMutation, ResetPasswordMutationVariables>;