import { send } from '../api/graphql.js';
import { ChangePasswordDocument } from '../api/operations.js';
import { Submit } from '../parts/button.js';
import { AnyCodeField } from '../parts/any-code-field.js';
import { Field, UsernameForManagers } from '../parts/field.js';
import { tellNext } from '../parts/flash.js';
import { Form, valueOf } from '../parts/form.js';
import { NewPasswordField } from '../parts/new-password-field.js';
import { Screen } from '../parts/screen.js';
import { problemOf, useSubmission } from '../parts/submission.js';
import { go, Link } from '../router.js';
import { renewed, type Viewer } from '../session.js';

/** Changing the password: with the present one, and with a code while 2FA is on. */
export function Password({ viewer: { account } }: { readonly viewer: Viewer }) {
  const submission = useSubmission();
  const isOn = account.twoFactor.status === 'ON';
  return (
    <Screen
      title="Change your password"
      back={{ to: '/settings', label: 'Account Settings' }}
      lead="Your other sessions end. Two-factor authentication stays as it is."
    >
      <Form
        submission={submission}
        onSubmit={(form) => {
          const input = {
            currentPassword: valueOf(form, 'password'),
            newPassword: valueOf(form, 'newPassword'),
            code: isOn ? valueOf(form, 'code') : null,
          };
          submission.submit(async () => {
            const { changePassword } = await send(ChangePasswordDocument, { input });
            if ('code' in changePassword) {
              const problem = problemOf(changePassword);
              return changePassword.__typename === 'PasswordInvalid'
                ? { ...problem, field: 'newPassword' }
                : problem;
            }
            await renewed();
            tellNext('Your password is changed. Your other sessions have ended.');
            go('/settings');
            return null;
          });
        }}
      >
        <UsernameForManagers username={account.username} />
        <Field
          name="password"
          label="Present password"
          whenMissing="Enter your present password."
          type="password"
          autocomplete="current-password"
          first
        />
        <NewPasswordField />
        {isOn && <AnyCodeField hint="A code you have not used yet." />}
        <div class="actions">
          <Submit busy="Changing it…">Change password</Submit>
          <Link to="/settings" class="button">
            Cancel
          </Link>
        </div>
      </Form>
    </Screen>
  );
}
