import { useEffect } from 'preact/hooks';
import { send } from '../api/graphql.js';
import { ConfirmEnrollmentDocument } from '../api/operations.js';
import { Submit } from '../parts/button.js';
import { CodeField } from '../parts/code-field.js';
import { CopyButton } from '../parts/copy-button.js';
import { tellNext } from '../parts/flash.js';
import { Form, valueOf } from '../parts/form.js';
import { Screen } from '../parts/screen.js';
import { problemOf, useSubmission } from '../parts/submission.js';
import { go, Link } from '../router.js';
import { refresh, type Viewer } from '../session.js';
import { enrollment, inGroups, type Started } from './enrollment.js';
import { CODES_PATH, shownCodes } from './recovery-codes.js';

const HOME = '/settings/two-factor';

/** Refusals after which this QR code is of no more use. */
const VOID: ReadonlySet<string> = new Set([
  'EnrollmentExpired',
  'EnrollmentSuperseded',
  'EnrollmentNotFound',
]);

interface ScanProps {
  readonly started: Started;
  readonly viewer: Viewer;
  readonly moving: boolean;
}

/** The QR code, and the first code that shows it was scanned. */
export function Scan({ started, viewer, moving }: ScanProps) {
  const submission = useSubmission();
  useForgettingAt(started.expiresAt);
  return (
    <Screen title="Scan the QR code" back={{ to: HOME, label: 'Two-factor Authentication' }}>
      <ol class="steps">
        <li>
          <p>Open your authenticator app, add an account, and scan this:</p>
          <img
            class="qr"
            alt="QR code for your authenticator app"
            width="232"
            height="232"
            src={`data:image/svg+xml,${encodeURIComponent(started.qrCodeSvg)}`}
          />
          <p class="on-phone">
            On this phone? <a href={started.otpauthUri}>Open your authenticator app</a>
          </p>
          <TypeItInstead started={started} username={viewer.account.username} />
        </li>
        <li>
          <p>Enter the code the app now shows:</p>
          <Form
            submission={submission}
            onSubmit={(form) => {
              const code = valueOf(form, 'code');
              submission.submit(async () => {
                const input = { enrollmentId: started.enrollmentId, code };
                const { confirmEnrollment } = await send(ConfirmEnrollmentDocument, { input });
                if (VOID.has(confirmEnrollment.__typename)) enrollment.set(null);
                if (
                  'code' in confirmEnrollment &&
                  confirmEnrollment.__typename !== 'EnrollmentAlreadyConfirmed'
                )
                  return problemOf(confirmEnrollment);
                const told = moving
                  ? 'Done. Codes now come from your new authenticator; the old one is void.'
                  : 'Done. Two-factor authentication is on. From now on signing in asks for a code.';
                if (confirmEnrollment.__typename === 'EnrollmentConfirmed') {
                  const { recoveryCodes: codes } = confirmEnrollment;
                  shownCodes.set({ codes, accountId: viewer.account.id, told });
                  go(CODES_PATH, { replace: true });
                } else {
                  tellNext(told);
                  go(HOME, { replace: true });
                }
                await refresh();
                enrollment.set(null);
                return null;
              });
            }}
          >
            <CodeField sends />
            <div class="actions">
              <Submit busy="Checking the code…">Confirm</Submit>
              <Link to={HOME} class="button">
                Cancel
              </Link>
            </div>
          </Form>
        </li>
      </ol>
    </Screen>
  );
}

function TypeItInstead({ started, username }: { readonly started: Started; readonly username: string }) {
  return (
    <details class="more">
      <summary>Can’t scan it?</summary>
      <p>Choose “enter a key” in the app, and type this for {username}:</p>
      <p class="key">
        <code>{inGroups(started.secret)}</code>
        <CopyButton text={started.secret} />
      </p>
      <p class="quiet">Time-based, six digits, every 30 seconds. Never shown again.</p>
    </details>
  );
}

/** Takes the QR code away when it is of no more use. */
function useForgettingAt(expiresAt: string): void {
  useEffect(() => {
    const left = Math.max(0, Date.parse(expiresAt) - Date.now());
    const timer = setTimeout(() => {
      enrollment.set(null);
    }, left);
    return () => {
      clearTimeout(timer);
    };
  }, [expiresAt]);
}
