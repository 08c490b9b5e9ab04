import { pageUrl } from '../api/place.js';
import { useState } from 'preact/hooks';
import type { TraceSummary } from '../../wire/traceSummary.js';
import {
  formatCost,
  formatCount,
  formatDuration,
  formatInstant,
  formatTime,
  plural,
  shownName,
} from '../model/format.js';
import { lastList } from '../page/lastList.js';
import { Icon } from '../parts/Icon.js';
import { RunTypeIcon } from '../parts/RunTypeIcon.js';
import { Segmented } from '../parts/Segmented.js';
import { StatusMark } from '../parts/StatusMark.js';
import { useNow } from '../parts/useNow.js';
import { threadAddress } from '../threads/threadAddress.js';
import type { TraceViewName } from './traceViewName.js';

interface TraceHeadProps {
  readonly summary: TraceSummary;
  readonly view: TraceViewName;
  readonly isConnected: boolean;
  /** Runs that are there while the others are on their way; `undefined` when all are. */
  readonly loadedCount: number | undefined;
  /** Asks for the others again, where that failed. */
  readonly onRest: (() => void) | undefined;
  readonly exportUrl: string;
  readonly onView: (view: TraceViewName) => void;
}

export function TraceHead({ summary, view, isConnected, loadedCount, onRest, exportUrl, onView }: TraceHeadProps) {
  return (
    <header class="trace-head">
      <div class="trace-title">
        <a class="icon-button" href={pageUrl(lastList())} aria-label="All traces" title="All traces">
          <Icon name="back" />
        </a>
        <RunTypeIcon runType={summary.runType} />
        <h1>{shownName(summary.name)}</h1>
        <StatusMark status={summary.status} label />
        {loadedCount !== undefined && (
          <span class="badge" role="status">
            {formatCount(loadedCount)} of {plural(summary.runCount, 'run')}
          </span>
        )}
        {loadedCount !== undefined && onRest !== undefined && (
          <button class="small-button" type="button" onClick={onRest}>
            Load the rest
          </button>
        )}
        {!isConnected && <span class="badge badge-warning">Reconnecting…</span>}
      </div>
      <div class="trace-tools">
        <Segmented
          label="View"
          value={view}
          choices={[
            { value: 'tree', label: 'Tree', icon: 'tree' },
            { value: 'flame', label: 'Flame', icon: 'flame' },
            { value: 'messages', label: 'Messages', icon: 'chat' },
          ]}
          onChange={onView}
        />
        <a class="small-button" href={pageUrl(`/compare?left=${summary.traceId}`)} title="Compare with another trace">
          <Icon name="compare" />
          <span>Compare</span>
        </a>
        <a
          class="small-button"
          href={exportUrl}
          download=""
          title="The whole trace as a file: drop it on this page to open it"
        >
          <Icon name="download" />
          <span>Export</span>
        </a>
      </div>
      <TraceFacts summary={summary} />
    </header>
  );
}

function TraceFacts({ summary }: { summary: TraceSummary }) {
  const now = useNow(summary.endTime === null ? 100 : null);
  const { totalTokens, promptTokens, completionTokens, cost } = summary.usage;
  return (
    <ul class="facts" aria-label="Facts">
      <li class="fact-strong">{formatDuration(Math.max(0, (summary.endTime ?? now) - summary.startTime))}</li>
      <li>{plural(summary.runCount, 'run')}</li>
      {summary.errorCount > 0 && <li class="bad">{plural(summary.errorCount, 'error')}</li>}
      {totalTokens !== undefined && (
        <li title={`${formatCount(promptTokens ?? 0)} in, ${formatCount(completionTokens ?? 0)} out`}>
          {formatCount(totalTokens)} tokens
        </li>
      )}
      {cost !== undefined && cost > 0 && <li>{formatCost(cost)}</li>}
      <li>
        <a href={pageUrl(`/?project=${encodeURIComponent(summary.project)}`)}>{summary.project}</a>
      </li>
      {summary.threadId !== null && (
        <li>
          <a class="fact-thread" href={pageUrl(threadAddress(summary.threadId, summary.project))}>
            <Icon name="thread" /> {summary.threadId}
          </a>
        </li>
      )}
      <li class="muted" title={formatInstant(summary.startTime)}>
        {formatTime(summary.startTime)}
      </li>
      <Tags tags={summary.tags} />
    </ul>
  );
}

/** As many as fit beside the facts; a trace may have thousands. */
const firstTags = 12;

function Tags({ tags }: { tags: readonly string[] }) {
  const [isAll, setAll] = useState(false);
  const shown = isAll ? tags : tags.slice(0, firstTags);
  return (
    <>
      {shown.map((tag) => (
        <li key={tag} class="tag">
          {tag}
        </li>
      ))}
      {shown.length < tags.length && (
        <li>
          <button class="link-button" type="button" onClick={() => setAll(true)}>
            {formatCount(tags.length - shown.length)} more tags
          </button>
        </li>
      )}
    </>
  );
}
