import { send } from '../api/graphql.js';
import { AccountDocument } from '../api/operations.js';
import { StatusChip } from '../parts/chip.js';
import { History } from '../parts/history.js';
import { useLoaded } from '../parts/loaded.js';
import { Moment } from '../parts/moment.js';
import { Notice } from '../parts/notice.js';
import { Screen } from '../parts/screen.js';
import { Waiting } from '../parts/waiting.js';

interface AccountHistoryProps {
  readonly accessKey: string;
  readonly id: string;
}

/** One account: its state, and what led to it. */
export function AccountHistory({ accessKey, id }: AccountHistoryProps) {
  const { value, fault } = useLoaded(
    async () => (await send(AccountDocument, { by: { id } }, accessKey)).account ?? 'none',
    [accessKey, id],
  );
  const back = { to: '/audit', label: 'Accounts' };
  if (value === null || value === 'none') {
    return (
      <Screen title="Account" back={back}>
        {fault !== null && <Notice tone="bad">{fault}</Notice>}
        {value === 'none' ? <p class="empty">There is no such account.</p> : fault === null && <Waiting />}
      </Screen>
    );
  }
  const { username, registeredAt, twoFactor } = value;
  return (
    <Screen title={username} back={back}>
      <dl class="facts">
        <div>
          <dt>Two-factor authentication</dt>
          <dd>
            <StatusChip status={twoFactor.status} /> since <Moment at={twoFactor.since} />
          </dd>
        </div>
        <div>
          <dt>Registered</dt>
          <dd>
            <Moment at={registeredAt} />
          </dd>
        </div>
        <div>
          <dt>Account</dt>
          <dd>
            <code>{id}</code>
          </dd>
        </div>
      </dl>
      <h2>History</h2>
      <History accountId={id} accessKey={accessKey} version={0} />
    </Screen>
  );
}
