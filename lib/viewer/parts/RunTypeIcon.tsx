import { Icon } from './Icon.js';
import { knownRunType } from './runType.js';

export function RunTypeIcon({ runType }: { runType: string }) {
  const known = knownRunType(runType);
  return (
    <span class={`type-icon type-${known}`} title={runType}>
      <Icon name={known} />
      <span class="hidden-text">{runType}</span>
    </span>
  );
}
