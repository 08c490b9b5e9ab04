import type { TraceFilter } from '../../wire/traceQuery.js';
import type { StatsRow } from '../../wire/traceStats.js';
import { traceServer } from '../api/traceServer.js';
import { useLoaded } from '../api/useLoaded.js';
import { formatCost, formatCount, formatDuration, formatShare, shownName } from '../model/format.js';
import { writeListState } from '../model/listQuery.js';
import type { ListState } from '../model/listQuery.js';
import { LoadFailure } from '../parts/Notice.js';
import { RunTypeIcon } from '../parts/RunTypeIcon.js';
import { Segmented } from '../parts/Segmented.js';

interface NameTableProps {
  readonly state: ListState;
  readonly filter: TraceFilter;
  readonly tick: number;
  readonly of: 'traces' | 'runs';
  readonly onOf: (of: 'traces' | 'runs') => void;
  readonly onChange: (state: ListState) => void;
}

/** Counts, errors, percentiles, tokens and cost per project and name, of traces or of all runs. */
export function NameTable({ state, filter, tick, of, onOf, onChange }: NameTableProps) {
  const {
    value: stats,
    error,
    reload,
  } = useLoaded(`${of} ${writeListState(state).toString()} ${tick}`, (signal) => traceServer.stats(filter, of, signal));
  if (error !== undefined) return <LoadFailure error={error} onRetry={reload} />;
  const rows = stats?.byName ?? [];
  return (
    <div class="name-table">
      <Segmented
        label="Figures of"
        value={of}
        choices={[
          { value: 'traces', label: 'Traces by root' },
          { value: 'runs', label: 'All runs by name' },
        ]}
        onChange={onOf}
      />
      <div class="table-scroll" tabIndex={0} role="region" aria-label="Figures by name">
        <table class="figures-table">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Project</th>
              {['Count', 'Errors', 'p50', 'p95', 'p99', 'Tokens', 'Cost'].map((label) => (
                <th key={label} scope="col" class="number">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <NameRow
                key={`${row.project} ${row.name} ${row.runType}`}
                row={row}
                mostCount={rows[0]?.count ?? 1}
                onChoose={
                  of === 'traces' ? () => onChange({ ...state, project: [row.project], name: [row.name] }) : undefined
                }
              />
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function NameRow({
  row,
  mostCount,
  onChoose,
}: {
  row: StatsRow;
  mostCount: number;
  onChoose: (() => void) | undefined;
}) {
  const time = (ms: number | null): string => (ms === null ? '–' : formatDuration(ms));
  return (
    <tr>
      <th scope="row">
        <span class="name-cell">
          <RunTypeIcon runType={row.runType} />
          {onChoose === undefined ? (
            <span class="name">{shownName(row.name)}</span>
          ) : (
            <button class="link-button name" type="button" onClick={onChoose}>
              {shownName(row.name)}
            </button>
          )}
        </span>
      </th>
      <td class="muted project">{row.project}</td>
      <td class="number">
        <span class="share-bar" style={{ width: `${Math.max(2, (row.count / mostCount) * 48)}px` }} />
        {formatCount(row.count)}
      </td>
      <td class={row.errors > 0 ? 'number bad' : 'number muted'}>
        {row.errors > 0 ? `${formatCount(row.errors)} · ${formatShare(row.errors / row.count)}` : '0'}
      </td>
      <td class="number">{time(row.latency.p50)}</td>
      <td class="number">{time(row.latency.p95)}</td>
      <td class="number">{time(row.latency.p99)}</td>
      <td class="number">{row.totalTokens === 0 ? '–' : formatCount(row.totalTokens)}</td>
      <td class="number">{row.cost === 0 ? '–' : formatCost(row.cost)}</td>
    </tr>
  );
}
