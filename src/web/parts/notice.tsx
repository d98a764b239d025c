import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon.js';

type Tone = 'good' | 'bad' | 'warn' | 'plain';

const ICONS: Readonly<Record<Tone, IconName>> = {
  good: 'check',
  bad: 'alert',
  warn: 'alert',
  plain: 'info',
};

interface NoticeProps {
  readonly tone?: Tone;
  /** Announced at once, whatever is being read. */
  readonly alert?: boolean;
  /** Announced when there is a pause. */
  readonly status?: boolean;
  readonly children: ComponentChildren;
}

/** A few words that stand out. */
export function Notice({ tone = 'plain', alert = false, status = false, children }: NoticeProps) {
  return (
    <div
      class={`notice ${tone}`}
      role={alert ? 'alert' : status ? 'status' : undefined}
      tabIndex={alert ? -1 : undefined}
    >
      <Icon name={ICONS[tone]} />
      <div>{children}</div>
    </div>
  );
}
