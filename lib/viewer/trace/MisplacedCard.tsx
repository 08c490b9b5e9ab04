import { pageUrl } from '../api/place.js';
import type { Misplacement } from '../../wire/misplacement.js';
import { formatShare, shownName } from '../model/format.js';
import { CopyButton } from '../parts/CopyButton.js';

const likely = 0.8;

/** Why a run is where it is, where it most likely belongs, and what to change. */
export function MisplacedCard({ misplaced, traceId }: { misplaced: Misplacement; traceId: string }) {
  const { suggested, name, confidence, evidence, explanation, fix } = misplaced;
  const own = `/traces/${misplaced.traceId === '' ? traceId : misplaced.traceId}?run=${misplaced.runId}`;
  return (
    <article class="misplaced-card">
      <p class="misplaced-name">
        <a href={pageUrl(own)}>{shownName(name)}</a>
      </p>
      <p>{explanation}</p>
      {suggested !== null && (
        <p>
          {confidence >= likely ? 'It belongs below ' : 'It may belong below '}
          <a href={pageUrl(`/traces/${suggested.traceId}?placed=1&run=${suggested.runId}`)}>{suggested.name}</a>
          <span class="muted"> ({formatShare(confidence)} sure)</span>
        </p>
      )}
      {evidence.length > 0 && (
        <ul>
          {evidence.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
      <p>
        <strong>What to change: </strong>
        {fix.text}
      </p>
      <div class="code-holder">
        <pre class="code-block">{fix.code}</pre>
        <CopyButton label="Code" text={() => fix.code} />
      </div>
    </article>
  );
}
