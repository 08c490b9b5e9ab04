import { useEffect, useState } from 'preact/hooks';
import { traceServer } from '../api/traceServer.js';
import { changeParameters } from '../page/location.js';
import { useTitle } from '../page/useTitle.js';
import { LoadFailure } from '../parts/Notice.js';
import { TraceBody } from './TraceBody.js';
import { TraceHead } from './TraceHead.js';
import { traceViewNames } from './traceViewName.js';
import { useMisplaced } from './useMisplaced.js';
import { useTrace } from './useTrace.js';

export function TracePage({ traceId, parameters }: { traceId: string; parameters: URLSearchParams }) {
  const isPlaced = parameters.get('placed') === '1';
  // The tree first: what is misplaced in it is looked up once it is drawn.
  const [isOpen, setOpen] = useState(false);
  const misplaced = useMisplaced(isOpen ? traceId : null, isPlaced);
  const trace = useTrace(traceId, misplaced.grafts);
  const hasRuns = trace.runs !== undefined;
  useEffect(() => setOpen(hasRuns), [hasRuns]);
  useTitle(trace.summary?.name ?? 'Trace');
  if (trace.error !== undefined && trace.runs === undefined)
    return <LoadFailure error={trace.error} onRetry={trace.reload} />;
  if (trace.runs === undefined || trace.summary === undefined) {
    return (
      <div class="loading" role="status">
        Loading the trace…
      </div>
    );
  }
  const view = traceViewNames.find((name) => name === parameters.get('view')) ?? 'tree';
  return (
    <div class="trace-page">
      <TraceHead
        summary={trace.summary}
        view={view}
        isConnected={trace.isConnected}
        loadedCount={trace.isWhole ? undefined : trace.runs.count}
        exportUrl={traceServer.exported(traceId)}
        onRest={trace.error === undefined ? undefined : trace.reload}
        onView={(next) => changeParameters({ view: next === 'tree' ? null : next }, false)}
      />
      <TraceBody
        trace={{ ...trace, runs: trace.runs }}
        misplaced={misplaced.list}
        traceId={traceId}
        view={view}
        parameters={parameters}
      />
    </div>
  );
}
