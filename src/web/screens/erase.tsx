import { send } from '../api/graphql.js';
import { EraseOwnAccountDocument } from '../api/operations.js';
import { Submit } from '../parts/button.js';
import { AnyCodeField } from '../parts/any-code-field.js';
import { Field, UsernameForManagers } from '../parts/field.js';
import { Form, valueOf } from '../parts/form.js';
import { Notice } from '../parts/notice.js';
import { Screen } from '../parts/screen.js';
import { problemOf, useSubmission } from '../parts/submission.js';
import { Link } from '../router.js';
import { leaveEverywhere, type Viewer } from '../session.js';

const HOME = '/settings';

/** Erasing one's account: with the password, and with a code while 2FA is on. */
export function Erase({ viewer: { account } }: { readonly viewer: Viewer }) {
  const submission = useSubmission();
  const isOn = account.twoFactor.status === 'ON';
  return (
    <Screen title="Erase your account" back={{ to: HOME, label: 'Account Settings' }}>
      <Notice tone="warn">
        This cannot be undone. Nobody can sign in to the account any more, what it holds about you becomes
        unreadable, and your username is free for anybody to take.
      </Notice>
      <Form
        submission={submission}
        onSubmit={(form) => {
          const input = { password: valueOf(form, 'password'), code: isOn ? valueOf(form, 'code') : null };
          submission.submit(async () => {
            const { eraseOwnAccount } = await send(EraseOwnAccountDocument, { input });
            if ('code' in eraseOwnAccount) return problemOf(eraseOwnAccount);
            leaveEverywhere('erased');
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
        {isOn && <AnyCodeField hint="A code you have not used yet." />}
        <div class="actions">
          <Submit busy="Erasing it…" tone="danger">
            Erase account
          </Submit>
          <Link to={HOME} class="button">
            Keep it
          </Link>
        </div>
      </Form>
    </Screen>
  );
}
