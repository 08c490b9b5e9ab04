import { apiUrl, pageUrl } from '../api/place.js';
import type { RunDetail } from '../../wire/runDetail.js';
import { curlOfCall, curlOfRun } from '../model/curl.js';
import { CopyButton } from '../parts/CopyButton.js';
import { Icon } from '../parts/Icon.js';
import { RunTypeIcon } from '../parts/RunTypeIcon.js';
import { StatusMark } from '../parts/StatusMark.js';
import type { TraceView } from '../trace/traceView.js';
import { wholeRun } from './wholeRun.js';

interface RunHeadProps {
  readonly view: TraceView;
  readonly run: number;
  readonly detail: RunDetail | undefined;
  readonly isHeld: boolean;
  readonly onHold: () => void;
}

export function RunHead({ view, run, detail, isHeld, onHold }: RunHeadProps) {
  const { runs } = view;
  const id = runs.id(run);
  return (
    <header class="run-head">
      <div class="run-title">
        <RunTypeIcon runType={runs.runType(run)} />
        <h2>{runs.name(run)}</h2>
        <StatusMark status={runs.status(run)} label />
        <button
          class="icon-button run-close"
          type="button"
          aria-label="Close the run"
          title="Close (Esc)"
          onClick={() => view.select(null)}
        >
          <Icon name="close" />
        </button>
      </div>
      <div class="run-tools">
        <CopyButton
          label="Link"
          icon="link"
          text={() => `${location.origin}${pageUrl(`/traces/${detail?.traceId ?? ''}`)}?run=${id}`}
        />
        <CopyButton label="JSON" text={async () => JSON.stringify(await wholeRun(id), null, 2)} />
        <CopyButton label="curl" text={() => curlOfRun(location.origin + apiUrl(`/api/runs/${id}`))} />
        <CallButton detail={detail} />
        <button
          class="small-button"
          type="button"
          aria-pressed={isHeld}
          onClick={onHold}
          title="Hold, then select another run (d)"
        >
          <Icon name="compare" />
          <span>{isHeld ? 'Held: select another' : 'Diff'}</span>
        </button>
      </div>
    </header>
  );
}

function CallButton({ detail }: { detail: RunDetail | undefined }) {
  if (detail?.runType !== 'llm' || (detail.parts.inputs?.cuts.length ?? 1) > 0) return null;
  const extra = detail.parts.extra?.value as { metadata?: { ls_provider?: unknown } } | null | undefined;
  const provider = extra?.metadata?.ls_provider;
  const told = typeof provider === 'string' ? provider : undefined;
  const command = curlOfCall(detail.parts.inputs?.value, detail.model ?? undefined, told);
  return command === undefined ? null : <CopyButton label="Call again" text={() => command} />;
}
