import { useEffect } from 'preact/hooks';
import { send } from '../api/graphql.js';
import { DisableTwoFactorDocument } from '../api/operations.js';
import { Submit } from '../parts/button.js';
import { AnyCodeField } from '../parts/any-code-field.js';
import { Field, UsernameForManagers } from '../parts/field.js';
import { tellNext } from '../parts/flash.js';
import { Form, valueOf } from '../parts/form.js';
import { Notice } from '../parts/notice.js';
import { Screen } from '../parts/screen.js';
import { problemOf, useSubmission } from '../parts/submission.js';
import { go, Link } from '../router.js';
import { refresh, type Viewer } from '../session.js';

const HOME = '/settings/two-factor';

/** Turning 2FA off: password and code in one act. */
export function Disable({ viewer: { account } }: { readonly viewer: Viewer }) {
  const submission = useSubmission();
  const isOn = account.twoFactor.status === 'ON';
  useEffect(() => {
    if (!isOn) go(HOME, { replace: true });
  }, [isOn]);
  if (!isOn) return null;
  return (
    <Screen title="Disable two-factor authentication" back={{ to: HOME, label: 'Two-factor Authentication' }}>
      <Notice tone="warn">
        From then on your password alone signs in: whoever has it, has your account. The entry in your
        authenticator app becomes void, and you can delete it.
      </Notice>
      <Form
        submission={submission}
        onSubmit={(form) => {
          const input = { password: valueOf(form, 'password'), code: valueOf(form, 'code') };
          submission.submit(async () => {
            const { disableTwoFactor } = await send(DisableTwoFactorDocument, { input });
            if ('code' in disableTwoFactor && disableTwoFactor.__typename !== 'TwoFactorNotOn')
              return problemOf(disableTwoFactor);
            tellNext('Two-factor authentication is off. No code is asked for any more.');
            await refresh();
            go(HOME, { replace: true });
            return null;
          });
        }}
      >
        <UsernameForManagers username={account.username} />
        <Field
          name="password"
          label="Password"
          whenMissing="Enter your password."
          type="password"
          autocomplete="current-password"
          first
        />
        <AnyCodeField hint="A code you have not used yet." />
        <div class="actions">
          <Submit busy="Turning it off…" tone="danger">
            Disable
          </Submit>
          <Link to={HOME} class="button">
            Keep it on
          </Link>
        </div>
      </Form>
    </Screen>
  );
}
