import { useRef } from 'preact/hooks';
import { traceServer } from '../api/traceServer.js';
import { useLoaded } from '../api/useLoaded.js';
import { changeParameters } from '../page/location.js';
import { useShortcuts } from '../page/shortcuts.js';
import { LoadFailure } from '../parts/Notice.js';
import type { TraceView } from '../trace/traceView.js';
import { MisplacedCard } from '../trace/MisplacedCard.js';
import { ErrorSection } from './ErrorSection.js';
import { RunDiff } from './RunDiff.js';
import { RunFacts } from './RunFacts.js';
import { RunHead } from './RunHead.js';
import { RunParts } from './RunParts.js';

interface RunPanelProps {
  readonly view: TraceView;
  readonly run: number;
  /** Changes when the run has changed since it was loaded. */
  readonly version: number | undefined;
  /** The run to lay beside this one. */
  readonly diffId: string | null;
}

/** Everything of one run. Loaded when it is selected. */
export function RunPanel({ view, run, version, diffId }: RunPanelProps) {
  const { runs } = view;
  const id = runs.id(run);
  const {
    value: detail,
    error,
    reload,
  } = useLoaded(`run ${id} ${version ?? ''}`, (signal) => traceServer.run(id, signal));
  const panel = useRef<HTMLElement>(null);
  const misplaced = view.misplaced.get(run);
  const diff = (): void => changeParameters({ diff: diffId === id ? null : id });
  useShortcuts('Run', [
    { keys: 'Enter', label: 'Go into the run, to scroll it', run: () => panel.current?.focus() },
    { keys: 'd', label: 'Hold this run, to see how another differs from it', run: diff },
    { keys: 'y', label: 'Copy the link to this run', run: () => void navigator.clipboard.writeText(location.href) },
  ]);
  return (
    <aside class="run-panel" ref={panel} tabIndex={-1} aria-label={`Run ${runs.name(run)}`}>
      <RunHead view={view} run={run} detail={detail} isHeld={diffId === id} onHold={diff} />
      <RunFacts view={view} run={run} detail={detail} />
      {misplaced !== undefined && <MisplacedCard misplaced={misplaced} traceId="" />}
      {error !== undefined && <LoadFailure error={error} onRetry={reload} />}
      {diffId !== null && diffId !== id && detail !== undefined && (
        <RunDiff detail={detail} otherId={diffId} onClose={() => changeParameters({ diff: null })} />
      )}
      {detail === undefined ? (
        error === undefined && <div class="loading">Loading the run…</div>
      ) : (
        <>
          {detail.parts.error !== undefined && <ErrorSection part={detail.parts.error} />}
          <RunParts detail={detail} streamed={view.streamed.get(id)} />
        </>
      )}
    </aside>
  );
}
