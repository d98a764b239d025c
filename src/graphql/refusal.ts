import { Field, Int, InterfaceType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { enumOf } from './enum-names.js';

/** Every refusal of the API. Names are added, never changed or reused: programs rely on them. */
const NAMES = [
  'AccountNotFound',
  'CodeMalformed',
  'CodeRefused',
  'CodeRequired',
  'CredentialsRefused',
  'EnrollmentAlreadyConfirmed',
  'EnrollmentExpired',
  'EnrollmentNotFound',
  'EnrollmentSuperseded',
  'NotAllowed',
  'NotSignedIn',
  'PasswordInvalid',
  'PasswordRefused',
  'ReasonInvalid',
  'ResetRefused',
  'SessionNotFound',
  'TooManyAttempts',
  'TwoFactorNotOn',
  'UsernameInvalid',
  'UsernameTaken',
] as const;
type RefusalName = (typeof NAMES)[number];

const refusalCodes = enumOf(NAMES);
registerEnumType(refusalCodes, {
  name: 'RefusalCode',
  description: 'What a refusal is called by programs. Codes are added, never changed or reused.',
});

@InterfaceType({
  description: 'A rule said no. Nothing was changed, except that failed attempts are counted.',
})
abstract class Refusal {
  @Field(() => refusalCodes, { description: 'For programs: stable.' })
  abstract readonly code: RefusalName;

  @Field(() => String, { description: 'For people: what is wrong, and what helps.' })
  readonly message: string;

  @Field(() => Int, {
    nullable: true,
    description: 'Seconds after which trying again makes sense, when waiting helps.',
  })
  readonly retryAfter: number | null;

  constructor(message: string, retryAfter: number | null) {
    this.message = message;
    this.retryAfter = retryAfter;
  }
}

/** Whether a result is one. */
export function isRefusal(result: object): result is Refusal {
  return result instanceof Refusal;
}

/** Declares a refusal: a type of the schema, named as its code is, with the sentence people read. */
export function refusal(name: RefusalName, sentence: string) {
  class Type extends Refusal {
    override readonly code = name;
    constructor(retryAfter: number | null = null, message = sentence) {
      super(message, retryAfter);
    }
  }
  ObjectType(name, { implements: () => Refusal, description: sentence })(Type);
  return Type;
}
