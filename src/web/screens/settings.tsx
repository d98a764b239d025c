import type { ComponentChildren } from 'preact';
import { StatusChip } from '../parts/chip.js';
import { Flash } from '../parts/flash.js';
import { Icon, type IconName } from '../parts/icon.js';
import { Moment } from '../parts/moment.js';
import { Screen } from '../parts/screen.js';
import { Link } from '../router.js';
import type { Viewer } from '../session.js';

/** Account Settings: what there is to look after. */
export function Settings({ viewer: { account, session } }: { readonly viewer: Viewer }) {
  const { status, since } = account.twoFactor;
  const on = status === 'ON';
  return (
    <Screen title="Account Settings" lead={`Signed in as ${account.username}.`}>
      <Flash />
      {!on && (
        <section class="card invite" aria-labelledby="invite">
          <Icon name="shield" />
          <div>
            <h2 id="invite">Protect your account</h2>
            <p>
              With two-factor authentication a stolen password is not enough to get in. It takes a minute and
              an authenticator app on your phone.
            </p>
            <Link to="/settings/two-factor" class="button main">
              {status === 'PENDING' ? 'Finish setting it up' : 'Set it up'}
            </Link>
          </div>
        </section>
      )}
      <ul class="rows">
        <Row to="/settings/two-factor" icon={on ? 'shielded' : 'shield'} title="Two-factor Authentication">
          <StatusChip status={status} />{' '}
          {on && (
            <>
              since <Moment at={since} dateOnly />
            </>
          )}
        </Row>
        <Row to="/settings/activity" icon="list" title="Recent activity">
          What happened to your two-factor authentication
        </Row>
        <Row to="/settings/sessions" icon="device" title="Active sessions">
          This one since <Moment at={session.createdAt} />
        </Row>
        <Row to="/settings/password" icon="key" title="Password">
          Change the password you sign in with
        </Row>
      </ul>
      <p class="aside quiet">
        Account made on <Moment at={account.registeredAt} dateOnly />.{' '}
        <Link to="/settings/erase">Erase this account</Link>
      </p>
    </Screen>
  );
}

interface RowProps {
  readonly to: string;
  readonly icon: IconName;
  readonly title: string;
  readonly children: ComponentChildren;
}

function Row({ to, icon, title, children }: RowProps) {
  return (
    <li>
      <Link to={to} class="row">
        <Icon name={icon} />
        <span class="row-text">
          <span class="row-title">{title}</span>
          <span class="row-detail">{children}</span>
        </span>
        <Icon name="next" />
      </Link>
    </li>
  );
}
