import { useEffect, useState } from 'preact/hooks';
import { send } from '../api/graphql.js';
import { ResetPasswordDocument } from '../api/operations.js';
import { AnyCodeField } from '../parts/any-code-field.js';
import { Submit } from '../parts/button.js';
import { Field, UsernameForManagers } from '../parts/field.js';
import { Form, valueOf } from '../parts/form.js';
import { NewPasswordField } from '../parts/new-password-field.js';
import { Screen } from '../parts/screen.js';
import { problemOf, useSubmission } from '../parts/submission.js';
import { go, Link, takeFragment } from '../router.js';
import { signOut } from '../session.js';

/** Choosing a new password with the token an administrator gave out. */
export function ResetPassword() {
  const submission = useSubmission();
  const [given, setGiven] = useState(takeFragment);
  const [asksCode, setAsksCode] = useState(false);
  useEffect(() => {
    const another = () => {
      setGiven(takeFragment());
    };
    addEventListener('hashchange', another);
    return () => {
      removeEventListener('hashchange', another);
    };
  }, []);
  return (
    <Screen
      title="Choose a new password"
      lead="This takes a link or token from an administrator, and works once. Two-factor authentication stays as it is, and you are signed out everywhere."
    >
      <Form
        submission={submission}
        onSubmit={(form) => {
          const input = {
            token: given === '' ? valueOf(form, 'token').trim() : given,
            newPassword: valueOf(form, 'newPassword'),
            code: asksCode ? valueOf(form, 'code') : null,
          };
          submission.submit(async () => {
            const { resetPassword } = await send(ResetPasswordDocument, { input });
            if ('code' in resetPassword) {
              const problem = problemOf(resetPassword);
              switch (resetPassword.code) {
                case 'CODE_REQUIRED':
                  setAsksCode(true);
                  return problem;
                case 'PASSWORD_INVALID':
                  return { ...problem, field: 'newPassword' };
                case 'RESET_REFUSED':
                  setGiven('');
                  return { ...problem, field: 'token' };
                default:
                  return problem;
              }
            }
            await signOut('reset');
            go('/sign-in', { replace: true });
            return null;
          });
        }}
      >
        {/* Whose password it is, the token alone says: a manager asks. */}
        <UsernameForManagers username="" />
        {given === '' && (
          <Field
            name="token"
            label="Token"
            whenMissing="Enter the token you were given."
            hint="It begins with cs_reset_."
            autocomplete="off"
            first
          />
        )}
        <NewPasswordField first={given !== ''} />
        {asksCode && <AnyCodeField hint="Your account has two-factor authentication." />}
        <Submit busy="Changing it…">Change password</Submit>
      </Form>
      <p class="aside">
        <Link to="/sign-in">Back to signing in</Link>
      </p>
    </Screen>
  );
}
