import { StatusChip } from '../parts/chip.js';
import { Flash } from '../parts/flash.js';
import { Icon } from '../parts/icon.js';
import { Moment } from '../parts/moment.js';
import { Notice } from '../parts/notice.js';
import { Screen } from '../parts/screen.js';
import { Link } from '../router.js';
import type { Viewer } from '../session.js';
import { ALL_CODES, CODES_PATH, FEW_CODES } from './recovery-codes.js';

const BACK = { to: '/settings', label: 'Account Settings' };

/** Whether 2FA is on, and the ways to change that. */
export function TwoFactor({ viewer }: { readonly viewer: Viewer }) {
  const { status, since, enrollmentExpiresAt, recoveryCodesLeft } = viewer.account.twoFactor;
  return (
    <Screen title="Two-factor Authentication" back={BACK}>
      <Flash />
      <section class={`card state ${status === 'ON' ? 'on' : ''}`}>
        <Icon name={status === 'ON' ? 'shielded' : 'shield'} />
        <div>
          <p class="state-line">
            <StatusChip status={status} />
            {status === 'ON' && (
              <span>
                since <Moment at={since} />
              </span>
            )}
          </p>
          {status === 'ON' && <On moving={isOpen(enrollmentExpiresAt)} codesLeft={recoveryCodesLeft} />}
          {status === 'OFF' && <Off />}
          {status === 'PENDING' && <Pending until={enrollmentExpiresAt} />}
          {status === 'UNKNOWN' && (
            <Notice tone="bad">
              The state of your account cannot be read. Please tell your administrator.
            </Notice>
          )}
        </div>
      </section>
      <HowItWorks />
    </Screen>
  );
}

interface OnProps {
  readonly moving: boolean;
  readonly codesLeft: number | null;
}

function On({ moving, codesLeft }: OnProps) {
  return (
    <>
      <p>Signing in takes your password and a six-digit code from your authenticator.</p>
      {moving && (
        <Notice tone="warn">
          You began to move to another authenticator and have not finished. The present one works until you
          do.
        </Notice>
      )}
      <CodesLeft count={codesLeft} />
      <div class="actions">
        <Link to="/settings/two-factor/move" class="button">
          Move to another phone
        </Link>
        <Link to={CODES_PATH} class="button">
          {codesLeft === null ? 'Get recovery codes' : 'Get new recovery codes'}
        </Link>
        <Link to="/settings/two-factor/disable" class="button danger-quiet">
          Disable
        </Link>
      </div>
    </>
  );
}

function CodesLeft({ count }: { readonly count: number | null }) {
  if (count !== null && count > FEW_CODES)
    return (
      <p>
        {count} of {ALL_CODES} recovery codes left.
      </p>
    );
  return (
    <Notice tone="warn">
      {count === null
        ? 'You have no recovery codes. Without them, losing your phone locks you out.'
        : `${String(count)} of ${String(ALL_CODES)} recovery codes left. Get new ones before they run out.`}
    </Notice>
  );
}

function Off() {
  return (
    <>
      <p>Your password alone signs in. Turn this on, and signing in also takes a code from your phone.</p>
      <div class="actions">
        <Link to="/settings/two-factor/enable" class="button main">
          Enable
        </Link>
      </div>
    </>
  );
}

function Pending({ until }: { readonly until: string | null }) {
  return (
    <>
      <p>
        You began to turn it on, and the first code is still missing
        {until !== null && (
          <>
            {' '}
            (until <Moment at={until} />)
          </>
        )}
        . Your password alone signs in so far.
      </p>
      <div class="actions">
        <Link to="/settings/two-factor/enable" class="button main">
          Go on
        </Link>
      </div>
    </>
  );
}

function HowItWorks() {
  return (
    <section class="how" aria-labelledby="how">
      <h2 id="how">How it works</h2>
      <ol>
        <li>
          An authenticator app on your phone keeps a secret, and makes a new code of it every 30 seconds.
        </li>
        <li>When you sign in, you enter your password and then the code. Each code works once.</li>
        <li>Whoever has your password but not your phone does not get in.</li>
        <li>
          Without your phone, one of your recovery codes does in the place of a code. Each works once, too.
        </li>
        <li>Keep your phone locked. Without it and without recovery codes, ask your administrator.</li>
      </ol>
    </section>
  );
}

function isOpen(expiresAt: string | null): boolean {
  return expiresAt !== null && Date.parse(expiresAt) > Date.now();
}
