import { Field } from './field.js';

/** Where another password is chosen for an account. */
export function NewPasswordField({ first = false }: { readonly first?: boolean }) {
  return (
    <Field
      name="newPassword"
      label="New password"
      whenMissing="Choose a new password."
      hint="A few words that have nothing to do with each other make a good one."
      type="password"
      autocomplete="new-password"
      first={first}
    />
  );
}
