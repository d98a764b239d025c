import { createUnionType, Field, InputType, ObjectType } from '@nestjs/graphql';
import { CodeMalformed, CodeRefused, TooManyAttempts } from './code.types.js';
import { NotSignedIn, PasswordRefused, TwoFactorNotOn } from './two-factor.types.js';

@InputType()
export class RegenerateRecoveryCodesInput {
  @Field(() => String)
  readonly password!: string;

  @Field(() => String, {
    description: 'The six digits the authenticator shows, not used yet. A recovery code will not do.',
  })
  readonly code!: string;
}

@ObjectType({
  description: 'New recovery codes. Those from before are worth nothing any more.',
})
export class RecoveryCodesRegenerated {
  @Field(() => [String], {
    description: 'Each does once in the place of a code. This reply, and no other, shows them.',
  })
  readonly recoveryCodes: readonly string[];

  constructor(recoveryCodes: readonly string[]) {
    this.recoveryCodes = recoveryCodes;
  }
}

export const RegenerateRecoveryCodesResult = createUnionType({
  name: 'RegenerateRecoveryCodesResult',
  types: () =>
    [
      RecoveryCodesRegenerated,
      NotSignedIn,
      PasswordRefused,
      TwoFactorNotOn,
      CodeMalformed,
      CodeRefused,
      TooManyAttempts,
    ] as const,
});
