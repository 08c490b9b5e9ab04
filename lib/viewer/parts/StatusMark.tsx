import type { RunStatus } from '../../run/run.js';
import { Icon } from './Icon.js';
import type { IconName } from './Icon.js';

const icons: Readonly<Record<RunStatus, IconName>> = {
  running: 'running',
  success: 'check',
  error: 'error',
  cancelled: 'cancelled',
  interrupted: 'interrupted',
  abandoned: 'abandoned',
};

/** What each status means, for who hovers or listens. */
export const statusMeanings: Readonly<Record<RunStatus, string>> = {
  running: 'running: it has not ended yet',
  success: 'success',
  error: 'error',
  cancelled: 'cancelled: its consumer stopped',
  interrupted: 'interrupted: it waits for somebody to go on',
  abandoned: 'abandoned: it was dropped without an end',
};

/** A status by sign and colour; with `label` in words too. */
export function StatusMark({ status, label = false }: { status: RunStatus; label?: boolean }) {
  return (
    <span class={`status status-${status}${label ? ' status-labelled' : ''}`} title={statusMeanings[status]}>
      <Icon name={icons[status]} />
      <span class={label ? undefined : 'hidden-text'}>{status}</span>
    </span>
  );
}
