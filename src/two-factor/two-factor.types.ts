import { createUnionType, Field, ID, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { toBuffer, toString } from 'qrcode';
import { enumOf } from '../graphql/enum-names.js';
import { refusal } from '../graphql/refusal.js';
import { CodeMalformed, CodeRefused, TooManyAttempts } from './code.types.js';
import type { StartedEnrollment } from './start-enrollment.handler.js';
import type { TwoFactorEvent } from './two-factor.events.js';

/** Readable from a screen at arm's length, with the quiet zone scanners need (ISO/IEC 18004 §9.1). */
const QR = { errorCorrectionLevel: 'M', margin: 4 } as const;
const QR_PNG_PIXELS = 320;

@InputType()
export class StartEnrollmentInput {
  @Field(() => String)
  readonly password!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'A current code, or a recovery code: needed when 2FA is on and moves to another authenticator.',
  })
  readonly code?: string | null;
}

@ObjectType({ description: 'What to put into an authenticator. This reply, and no other, shows it.' })
export class EnrollmentStarted {
  @Field(() => ID)
  readonly enrollmentId: string;

  @Field(() => String, {
    description: 'The key URI a QR code carries, and a link that opens an authenticator on a phone.',
  })
  readonly otpauthUri: string;

  @Field(() => String, { description: 'The key in Base32, for typing by hand.' })
  readonly secret: string;

  @Field(() => Date, { description: 'Until when the first code has to confirm it.' })
  readonly expiresAt: Date;

  constructor({ enrollmentId, otpauthUri, secret, expiresAt }: StartedEnrollment) {
    this.enrollmentId = enrollmentId;
    this.otpauthUri = otpauthUri;
    this.secret = secret;
    this.expiresAt = expiresAt;
  }

  @Field(() => String, { description: 'The QR code as an SVG document.' })
  get qrCodeSvg(): Promise<string> {
    return toString(this.otpauthUri, { ...QR, type: 'svg' });
  }

  @Field(() => String, { description: 'The QR code as a PNG in a data URI.' })
  get qrCodePng(): Promise<string> {
    return toBuffer(this.otpauthUri, { ...QR, width: QR_PNG_PIXELS }).then(
      (png) => `data:image/png;base64,${png.toString('base64')}`,
    );
  }
}

@InputType()
export class ConfirmEnrollmentInput {
  @Field(() => ID)
  readonly enrollmentId!: string;

  @Field(() => String, { description: 'The six digits the authenticator shows.' })
  readonly code!: string;
}

@InputType()
export class DisableTwoFactorInput {
  @Field(() => String)
  readonly password!: string;

  @Field(() => String, { description: 'A code, or a recovery code, that was not used yet.' })
  readonly code!: string;
}

@InputType()
export class ResetTwoFactorInput {
  @Field(() => ID)
  readonly accountId!: string;

  @Field(() => String, { description: 'Why, in up to 500 characters; the account and auditors can read it.' })
  readonly reason!: string;
}

@ObjectType({ description: '2FA is on. Every other session of the account has ended.' })
export class EnrollmentConfirmed {
  @Field(() => ID)
  readonly enrollmentId: string;

  @Field(() => [String], {
    description:
      'Each does once in the place of a code, for who has not got the authenticator. This reply, and no other, shows them; those from before are worth nothing any more.',
  })
  readonly recoveryCodes: readonly string[];

  constructor(enrollmentId: string, recoveryCodes: readonly string[]) {
    this.enrollmentId = enrollmentId;
    this.recoveryCodes = recoveryCodes;
  }
}

@ObjectType({ description: '2FA is off: from now on the password alone signs in.' })
export class TwoFactorDisabled {
  @Field(() => ID)
  readonly accountId: string;

  constructor(accountId: string) {
    this.accountId = accountId;
  }
}

@ObjectType({
  description: '2FA was taken away by an administrator: from now on the password alone signs in.',
})
export class TwoFactorReset {
  @Field(() => ID)
  readonly accountId: string;

  constructor(accountId: string) {
    this.accountId = accountId;
  }
}

export const NotSignedIn = refusal('NotSignedIn', 'Please sign in first.');
export const NotAllowed = refusal('NotAllowed', 'This needs the API key of an administrator.');
export const PasswordRefused = refusal('PasswordRefused', 'That is not your password.');
export const CodeRequired = refusal('CodeRequired', '2FA is on: a code is needed as well.');
export const EnrollmentNotFound = refusal(
  'EnrollmentNotFound',
  'There is no such enrollment. Please start again.',
);
export const EnrollmentSuperseded = refusal(
  'EnrollmentSuperseded',
  'A newer QR code was made since. Please scan the newest one and use its code.',
);
export const EnrollmentExpired = refusal(
  'EnrollmentExpired',
  'This QR code has expired. Please start again.',
);
export const EnrollmentAlreadyConfirmed = refusal(
  'EnrollmentAlreadyConfirmed',
  '2FA is on with this QR code already.',
);
export const TwoFactorNotOn = refusal('TwoFactorNotOn', '2FA is not on for this account.');
export const AccountNotFound = refusal('AccountNotFound', 'There is no such account.');
export const ReasonInvalid = refusal('ReasonInvalid', 'A reason has 1 to 500 characters.');

export const StartEnrollmentResult = createUnionType({
  name: 'StartEnrollmentResult',
  types: () =>
    [
      EnrollmentStarted,
      NotSignedIn,
      PasswordRefused,
      CodeRequired,
      CodeMalformed,
      CodeRefused,
      TooManyAttempts,
    ] as const,
});

export const ConfirmEnrollmentResult = createUnionType({
  name: 'ConfirmEnrollmentResult',
  types: () =>
    [
      EnrollmentConfirmed,
      NotSignedIn,
      EnrollmentNotFound,
      EnrollmentSuperseded,
      EnrollmentExpired,
      EnrollmentAlreadyConfirmed,
      CodeMalformed,
      CodeRefused,
      TooManyAttempts,
    ] as const,
});

export const DisableTwoFactorResult = createUnionType({
  name: 'DisableTwoFactorResult',
  types: () =>
    [
      TwoFactorDisabled,
      NotSignedIn,
      PasswordRefused,
      TwoFactorNotOn,
      CodeMalformed,
      CodeRefused,
      TooManyAttempts,
    ] as const,
});

export const ResetTwoFactorResult = createUnionType({
  name: 'ResetTwoFactorResult',
  types: () => [TwoFactorReset, NotAllowed, AccountNotFound, TwoFactorNotOn, ReasonInvalid] as const,
});

/** The events that change what protects an account, or when; attempts are in its history. */
export const changeTypes = [
  'TwoFactorEnrollmentStarted',
  'TwoFactorEnrollmentConfirmed',
  'TwoFactorRecoveryCodesIssued',
  'TwoFactorRecoveryCodeUsed',
  'TwoFactorLocked',
  'TwoFactorDisabled',
  'TwoFactorReset',
] as const satisfies TwoFactorEvent['type'][];
const twoFactorChangeTypes = enumOf(changeTypes);
registerEnumType(twoFactorChangeTypes, { name: 'TwoFactorChangeType' });

@ObjectType({ description: "A change of an account's 2FA, as the log has it." })
export class TwoFactorChange {
  @Field(() => String, {
    description: 'Its place in the log: subscribe after the last one seen to go on from there.',
  })
  readonly position!: string;

  @Field(() => ID)
  readonly accountId!: string;

  @Field(() => twoFactorChangeTypes)
  readonly type!: (typeof changeTypes)[number];

  @Field(() => Date)
  readonly at!: Date;
}
