import { useState } from 'preact/hooks';
import type { DiffLine } from '../model/diffTexts.js';
import { plural } from '../model/format.js';

/** Lines around a change that are shown with it. */
const around = 3;
const firstLines = 400;
const signs = { same: ' ', removed: '−', added: '+' } as const;

export function DiffLines({ lines }: { lines: readonly DiffLine[] }) {
  const [limit, setLimit] = useState(firstLines);
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? lines.map((_, index) => index) : nearChanges(lines);
  const hidden = lines.length - shown.length;
  return (
    <div class="diff">
      {shown.slice(0, limit).map((index, position) => {
        const line = lines[index];
        if (line === undefined) return null;
        const isGap = position > 0 && shown[position - 1] !== index - 1;
        return (
          <div key={index} class={`diff-line diff-${line.kind} ${isGap ? 'after-gap' : ''}`}>
            <span class="diff-sign" aria-label={line.kind === 'same' ? undefined : line.kind}>
              {signs[line.kind]}
            </span>
            <span class="diff-text">
              {line.pieces.map((piece, at) => (
                <span key={at} class={piece.isChanged ? 'diff-changed' : undefined}>
                  {piece.text}
                </span>
              ))}
            </span>
          </div>
        );
      })}
      {shown.length > limit && (
        <button class="link-button" type="button" onClick={() => setLimit(limit * 4)}>
          Show more ({plural(shown.length - limit, 'line')} left)
        </button>
      )}
      {hidden > 0 && (
        <button class="link-button" type="button" onClick={() => setWhole(true)}>
          Show {plural(hidden, 'line')} that are the same
        </button>
      )}
    </div>
  );
}

function nearChanges(lines: readonly DiffLine[]): number[] {
  const near = new Set<number>();
  lines.forEach((line, index) => {
    if (line.kind === 'same') return;
    for (let at = index - around; at <= index + around; at++) if (at >= 0 && at < lines.length) near.add(at);
  });
  return [...near].sort((a, b) => a - b);
}
