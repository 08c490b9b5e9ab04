import { traceServer } from '../api/traceServer.js';
import { useLoaded } from '../api/useLoaded.js';
import { changeParameters } from '../page/location.js';
import { useTitle } from '../page/useTitle.js';
import { LoadFailure } from '../parts/Notice.js';
import { ComparedTrees } from './ComparedTrees.js';
import { TraceChoice } from './TraceChoice.js';

/** Two traces side by side. */
export function ComparePage({ parameters }: { parameters: URLSearchParams }) {
  useTitle('Compare');
  const left = parameters.get('left') || null;
  const right = parameters.get('right') || null;
  return left === null || right === null ? (
    <TraceChoice left={left} onChoose={(id) => changeParameters({ [left === null ? 'left' : 'right']: id })} />
  ) : (
    <Comparison left={left} right={right} parameters={parameters} />
  );
}

function Comparison({ left, right, parameters }: { left: string; right: string; parameters: URLSearchParams }) {
  const first = useLoaded(`trace ${left}`, (signal) => traceServer.trace(left, {}, signal));
  const second = useLoaded(`trace ${right}`, (signal) => traceServer.trace(right, {}, signal));
  const failed = first.error ?? second.error;
  if (failed !== undefined) {
    return (
      <LoadFailure
        error={failed}
        onRetry={() => {
          first.reload();
          second.reload();
        }}
      />
    );
  }
  if (first.value === undefined || second.value === undefined) return <div class="loading">Loading two traces…</div>;
  return <ComparedTrees left={first.value} right={second.value} parameters={parameters} />;
}
