import { useState } from 'preact/hooks';
import type { Cut, Json } from '../../wire/runDetail.js';
import { formatBytes, formatCount } from '../model/format.js';
import { imageSource } from '../model/imageSource.js';
import { memberRows } from '../model/jsonRows.js';
import type { JsonRow } from '../model/jsonRows.js';
import { Icon } from '../parts/Icon.js';
import { Picture } from './Picture.js';

interface JsonTreeProps {
  readonly value: Json;
  readonly cuts?: readonly Cut[];
  /** Loads more of what the server left out. */
  readonly onMore?: (cut: Cut) => void;
}

const firstItems = 100;
/** Few enough to be drawn at once, each of them with some lines of its own. */
export const moreItems = 300;

/** A value as lines that open and close; only what is open exists. */
export function JsonTree({ value, cuts = [], onMore }: JsonTreeProps) {
  const [open, setOpen] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [shown, setShown] = useState<ReadonlyMap<string, number>>(new Map());
  const rows = memberRows(value, {
    isOpen: (path) => open.get(path),
    shown: (path) => shown.get(path) ?? firstItems,
    cuts,
  });
  const more = (row: JsonRow & { kind: 'more' }): void => {
    // What comes is to be seen, so the limit of the page is lifted along with that of the server.
    setShown(new Map(shown).set(row.path, (shown.get(row.path) ?? firstItems) + moreItems));
    if (row.cut !== undefined) onMore?.(row.cut);
  };
  return (
    <div class="json">
      {rows.map((row) =>
        row.kind === 'more' ? (
          <div key={`${row.path} more`} class="json-row" style={{ '--depth': row.depth }}>
            <span class="json-chevron" />
            <button class="link-button" type="button" onClick={() => more(row)}>
              Show more ({formatCount(row.rest)} left)
            </button>
          </div>
        ) : (
          <ValueRow
            key={row.path}
            row={row}
            onToggle={() => setOpen(new Map(open).set(row.path, !row.isOpen))}
            onMore={onMore}
          />
        ),
      )}
    </div>
  );
}

interface ValueRowProps {
  readonly row: JsonRow & { kind: 'value' };
  readonly onToggle: () => void;
  readonly onMore: ((cut: Cut) => void) | undefined;
}

function ValueRow({ row, onToggle, onMore }: ValueRowProps) {
  const { value, label, size, isOpen } = row;
  const key = label === null ? null : <span class="json-key">{label}</span>;
  if (typeof value !== 'object' || value === null) {
    return (
      <div class="json-row" style={{ '--depth': row.depth }}>
        <span class="json-chevron" />
        {key}
        <Scalar row={row} onMore={onMore} />
      </div>
    );
  }
  const isList = Array.isArray(value);
  const counted = `${formatCount(size ?? 0)} ${isList ? 'item' : 'key'}${size === 1 ? '' : 's'}`;
  if (size === 0) {
    return (
      <div class="json-row" style={{ '--depth': row.depth }}>
        <span class="json-chevron" />
        {key}
        <span class="json-null">{isList ? '[ ]' : '{ }'}</span>
      </div>
    );
  }
  return (
    <div class="json-row" style={{ '--depth': row.depth }}>
      <button class="json-toggle" type="button" aria-expanded={isOpen} onClick={onToggle}>
        <span class={isOpen ? 'json-chevron is-open' : 'json-chevron'}>
          <Icon name="chevron" />
        </span>
        {key}
        <span class="json-size">{isList ? `[ ${counted} ]` : `{ ${counted} }`}</span>
      </button>
    </div>
  );
}

const longString = 600;

function Scalar({ row, onMore }: Pick<ValueRowProps, 'row' | 'onMore'>) {
  const [isWhole, setWhole] = useState(false);
  const { value, cut } = row;
  if (typeof value !== 'string') {
    return <span class={`json-${value === null ? 'null' : typeof value}`}>{String(value)}</span>;
  }
  const source = cut === undefined ? imageSource(value) : undefined;
  if (source !== undefined) {
    return (
      <span class="json-picture">
        <Picture source={source} name={row.label ?? 'image'} />
        <span class="faint">{formatBytes(value.length)}</span>
      </span>
    );
  }
  const text = isWhole ? value : value.slice(0, longString);
  const rest = (cut?.total ?? value.length) - text.length;
  return (
    <span class="json-string">
      {text}
      {rest > 0 && (
        <button
          class="link-button"
          type="button"
          onClick={() => {
            if (isWhole && cut !== undefined) onMore?.(cut);
            setWhole(true);
          }}
        >
          {' '}
          Show more ({formatCount(rest)} characters left)
        </button>
      )}
    </span>
  );
}
