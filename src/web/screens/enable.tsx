import { useEffect } from 'preact/hooks';
import { send } from '../api/graphql.js';
import { StartEnrollmentDocument } from '../api/operations.js';
import { Submit } from '../parts/button.js';
import { AnyCodeField } from '../parts/any-code-field.js';
import { Field, UsernameForManagers } from '../parts/field.js';
import { Form, valueOf } from '../parts/form.js';
import { Notice } from '../parts/notice.js';
import { Screen } from '../parts/screen.js';
import { problemOf, useSubmission } from '../parts/submission.js';
import { go, Link } from '../router.js';
import type { Viewer } from '../session.js';
import { useStore } from '../store.js';
import { enrollment } from './enrollment.js';
import { Scan } from './scan.js';

const HOME = '/settings/two-factor';

interface EnableProps {
  readonly viewer: Viewer;
  /** Whether 2FA is on and goes to another authenticator. */
  readonly moving: boolean;
}

/** Turning 2FA on, or moving it: the password, then the QR code and its first code. */
export function Enable({ viewer, moving }: EnableProps) {
  const { id, twoFactor } = viewer.account;
  const begun = useStore(enrollment);
  const started = begun?.accountId === id && Date.parse(begun.expiresAt) > Date.now() ? begun : null;
  const isOn = twoFactor.status === 'ON';

  // Turned on or off in another window, or come back to by the way back.
  useEffect(() => {
    if (isOn !== moving) go(HOME, { replace: true });
  }, [isOn, moving]);
  if (isOn !== moving) return null;
  return started ? (
    <Scan started={started} viewer={viewer} moving={moving} />
  ) : (
    <Begin viewer={viewer} moving={moving} />
  );
}

function Begin({ viewer: { account }, moving }: EnableProps) {
  const submission = useSubmission();
  const unfinished = account.twoFactor.status === 'PENDING';
  const title = moving ? 'Move to another phone' : 'Enable two-factor authentication';
  return (
    <Screen
      title={title}
      back={{ to: HOME, label: 'Two-factor Authentication' }}
      lead={
        moving
          ? 'Confirm that it is you, then scan a new QR code. Your present authenticator works until the new one is confirmed.'
          : 'Have an authenticator app ready on your phone. First, confirm that it is you.'
      }
    >
      {unfinished && (
        <Notice>
          You began before and did not finish. A QR code is shown only once, so start again: you get a new
          one, and the old one is void.
        </Notice>
      )}
      <Form
        submission={submission}
        onSubmit={(form) => {
          const password = valueOf(form, 'password');
          const code = moving ? valueOf(form, 'code') : null;
          submission.submit(async () => {
            const { startEnrollment } = await send(StartEnrollmentDocument, { input: { password, code } });
            if ('message' in startEnrollment) return problemOf(startEnrollment);
            enrollment.set({ ...startEnrollment, accountId: account.id });
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
        {moving && <AnyCodeField label="Code from your present authenticator" />}
        <div class="actions">
          <Submit busy="Preparing…">{unfinished ? 'Start again' : 'Continue'}</Submit>
          <Link to={HOME} class="button">
            Cancel
          </Link>
        </div>
      </Form>
    </Screen>
  );
}
