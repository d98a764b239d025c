import type { AccountSeenFragment } from '../api/operations.js';
import { StatusChip } from '../parts/chip.js';
import { Moment } from '../parts/moment.js';
import { Link } from '../router.js';

export function AccountsTable({ accounts }: { readonly accounts: readonly AccountSeenFragment[] }) {
  return (
    <table>
      <caption class="unseen">Accounts in the order they registered</caption>
      <thead>
        <tr>
          <th scope="col">Username</th>
          <th scope="col">2FA</th>
          <th scope="col">Since</th>
          <th scope="col">Registered</th>
        </tr>
      </thead>
      <tbody>
        {accounts.map(({ id, username, registeredAt, twoFactor: { status, since } }) => (
          <tr key={id}>
            <th scope="row">
              <Link to={`/audit/accounts/${encodeURIComponent(id)}`}>{username}</Link>
            </th>
            <td>
              <StatusChip status={status} />
            </td>
            <td data-label="Since">
              <Moment at={since} />
            </td>
            <td data-label="Registered">
              <Moment at={registeredAt} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
