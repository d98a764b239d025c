import { useEffect } from 'preact/hooks';
import { send } from '../api/graphql.js';
import { RegenerateRecoveryCodesDocument } from '../api/operations.js';
import { Submit } from '../parts/button.js';
import { CodeField } from '../parts/code-field.js';
import { Field, UsernameForManagers } from '../parts/field.js';
import { Form, valueOf } from '../parts/form.js';
import { Notice } from '../parts/notice.js';
import { Screen } from '../parts/screen.js';
import { problemOf, useSubmission } from '../parts/submission.js';
import { go, Link } from '../router.js';
import { refresh, type Viewer } from '../session.js';
import { useStore } from '../store.js';
import { shownCodes } from './recovery-codes.js';
import { SaveCodes } from './save-codes.js';

const HOME = '/settings/two-factor';

/** Recovery codes that were just made; or, when there are none to show, the way to new ones. */
export function RecoveryCodes({ viewer }: { readonly viewer: Viewer }) {
  const shown = useStore(shownCodes);
  const { id, username, twoFactor } = viewer.account;
  const isShown = shown?.accountId === id;
  const isOn = twoFactor.status === 'ON';
  // Turned off in another window; or the way back led here.
  useEffect(() => {
    if (!isShown && !isOn) go(HOME, { replace: true });
  }, [isShown, isOn]);
  if (isShown) return <SaveCodes codes={shown.codes} told={shown.told} username={username} />;
  return isOn ? <GetNewCodes viewer={viewer} /> : null;
}

function GetNewCodes({ viewer: { account } }: { readonly viewer: Viewer }) {
  const submission = useSubmission();
  return (
    <Screen
      title="Get new recovery codes"
      back={{ to: HOME, label: 'Two-factor Authentication' }}
      lead="You get ten new ones. Confirm that it is you, with a code of your authenticator."
    >
      {account.twoFactor.recoveryCodesLeft !== null && (
        <Notice tone="warn">The recovery codes you saved before become void.</Notice>
      )}
      <Form
        submission={submission}
        onSubmit={(form) => {
          const input = { password: valueOf(form, 'password'), code: valueOf(form, 'code') };
          submission.submit(async () => {
            const { regenerateRecoveryCodes } = await send(RegenerateRecoveryCodesDocument, { input });
            if ('code' in regenerateRecoveryCodes) return problemOf(regenerateRecoveryCodes);
            const told = 'Done. The recovery codes from before are void.';
            shownCodes.set({ codes: regenerateRecoveryCodes.recoveryCodes, accountId: account.id, told });
            await refresh();
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
        <CodeField hint="A code you have not used yet." />
        <div class="actions">
          <Submit busy="Making them…">Get new codes</Submit>
          <Link to={HOME} class="button">
            Cancel
          </Link>
        </div>
      </Form>
    </Screen>
  );
}
