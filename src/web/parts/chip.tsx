import type { TwoFactorStatus } from '../api/operations.js';
import { STATUS_WORDS } from '../../wording/history-wording.js';

const TONES: Readonly<Record<TwoFactorStatus, string>> = {
  ON: 'good',
  OFF: 'plain',
  PENDING: 'warn',
  UNKNOWN: 'bad',
};

/** The state of 2FA at a glance. */
export function StatusChip({ status }: { readonly status: TwoFactorStatus }) {
  return <span class={`chip ${TONES[status]}`}>{STATUS_WORDS[status]}</span>;
}
