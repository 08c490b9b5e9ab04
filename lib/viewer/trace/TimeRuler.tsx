import { formatDuration } from '../model/format.js';
import { timeMarks } from '../model/timeAxis.js';

interface TimeRulerProps {
  readonly from: number;
  readonly to: number;
  readonly isZoomed: boolean;
  readonly onReset: () => void;
}

const wantedMarks = 4;
/** Marks nearer to the end have no room for their text. */
const lastMark = 0.9;

/** The head of the tree: what the columns are, and the times above the bars. */
export function TimeRuler({ from, to, isZoomed, onReset }: TimeRulerProps) {
  const span = to - from;
  return (
    <div class="time-ruler" aria-hidden={!isZoomed}>
      <span class="ruler-names">
        <span>Run</span>
        {isZoomed && (
          <button class="link-button" type="button" onClick={onReset} title="Show all times (Z)">
            Show all times
          </button>
        )}
        <span class="ruler-figures">Tokens</span>
        <span class="ruler-figures">Time</span>
      </span>
      <span class="ruler-marks">
        {timeMarks(span, wantedMarks)
          .filter((mark) => mark <= span * lastMark)
          .map((mark) => (
            <span key={mark} class="ruler-mark" style={{ left: `${(mark / span) * 100}%` }}>
              {formatDuration(mark + (isZoomed ? from : 0))}
            </span>
          ))}
      </span>
    </div>
  );
}
