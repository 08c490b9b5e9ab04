import { useState } from 'preact/hooks';
import { useLoaded } from './useLoaded.js';

/** A piece of a list, and where it goes on. */
export interface ListPage<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

export interface Pages<Item> {
  readonly items: readonly Item[] | undefined;
  readonly error: Error | undefined;
  /** `undefined` at the end. */
  readonly loadMore: (() => void) | undefined;
  readonly reload: () => void;
}

/** A list that is read page by page, for as long as more is asked for. `key` says what is listed. */
export function usePages<Item>(
  key: string,
  load: (cursor: string | undefined, signal: AbortSignal) => Promise<ListPage<Item>>,
): Pages<Item> {
  const [before, setBefore] = useState<readonly Item[]>([]);
  const [cursor, setCursor] = useState<string>();
  const { value, error, reload } = useLoaded(`${key} ${cursor ?? ''}`, async (signal) => ({
    ...(await load(cursor, signal)),
    cursor,
  }));
  // What came last belongs to the cursor before, until the answer to this one is there.
  const isBehind = value !== undefined && value.cursor !== cursor;
  const items = value === undefined ? undefined : isBehind ? before : [...before, ...value.items];
  const next = value?.nextCursor;
  const loadMore = (): void => {
    setBefore(items ?? []);
    setCursor(next ?? undefined);
  };
  return { items, error, reload, loadMore: next == null || isBehind ? undefined : loadMore };
}
