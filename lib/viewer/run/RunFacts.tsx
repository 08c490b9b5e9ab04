import type { RunDetail } from '../../wire/runDetail.js';
import { formatCost, formatCount, formatDuration, formatInstant } from '../model/format.js';
import { selfTime } from '../model/selfTime.js';
import { hasChildren } from '../model/tree.js';
import type { TraceView } from '../trace/traceView.js';

interface RunFactsProps {
  readonly view: TraceView;
  readonly run: number;
  readonly detail: RunDetail | undefined;
}

export function RunFacts({ view, run, detail }: RunFactsProps) {
  const { runs, tree, times } = view;
  const duration = (times.end[run] ?? 0) - runs.start(run);
  const firstToken = runs.columns.firstToken[run] ?? -1;
  const waited = (view.path?.get(run) ?? []).reduce((sum, { from, to }) => sum + to - from, 0);
  const { promptTokens, completionTokens, totalTokens, cost } = detail?.usage ?? {};
  return (
    <dl class="run-facts">
      <Fact label="Time" value={formatDuration(duration)} />
      {hasChildren(tree, run) && <Fact label="Itself" value={formatDuration(selfTime(tree, times, run))} />}
      {waited > 0 && <Fact label="Critical" value={formatDuration(waited)} />}
      <Fact
        label="Start"
        value={`+${formatDuration(Math.max(0, runs.start(run) - view.from))}`}
        title={formatInstant(runs.startTime + runs.start(run))}
      />
      {firstToken >= 0 && <Fact label="First token" value={formatDuration(firstToken)} />}
      {totalTokens !== undefined && totalTokens > 0 && (
        <Fact label="Tokens" value={tokensText(promptTokens, completionTokens, totalTokens)} />
      )}
      {cost !== undefined && cost > 0 && <Fact label="Cost" value={formatCost(cost)} />}
      {detail?.model != null && <Fact label="Model" value={detail.model} />}
      {detail !== undefined && detail.tags.length > 0 && <Fact label="Tags" value={shownTags(detail.tags)} />}
    </dl>
  );
}

function tokensText(prompt: number | undefined, completion: number | undefined, total: number): string {
  if (prompt === undefined || completion === undefined) return formatCount(total);
  return `${formatCount(prompt)} → ${formatCount(completion)}`;
}

function Fact({ label, value, title }: { label: string; value: string; title?: string }) {
  return (
    <div title={title}>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}

const mostTags = 12;

function shownTags(tags: readonly string[]): string {
  const shown = tags.slice(0, mostTags).join(', ');
  return tags.length <= mostTags ? shown : `${shown} and ${formatCount(tags.length - mostTags)} more`;
}
