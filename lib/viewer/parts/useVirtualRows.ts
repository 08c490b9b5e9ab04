import { Virtualizer, elementScroll, observeElementOffset, observeElementRect } from '@tanstack/virtual-core';
import type { VirtualizerOptions } from '@tanstack/virtual-core';
import { useLayoutEffect, useReducer, useRef, useState } from 'preact/hooks';
import type { RefObject } from 'preact';

/** The rows of a long list that are near enough to be drawn. */
export interface VirtualRows {
  /** The element that scrolls. */
  readonly scroller: RefObject<HTMLDivElement | null>;
  /** Pixels of all rows. */
  readonly height: number;
  /** Pixels above the first drawn row. */
  readonly offset: number;
  readonly first: number;
  /** Behind the last drawn row. */
  readonly end: number;
  /** Rows that fit into what is seen. */
  readonly page: number;
  readonly show: (index: number) => void;
  /** Takes the focus where nothing else has it, so that a screen reader tells the row that a key has led to. */
  readonly focus: () => void;
  /** A key for what is drawn in a row: a row that comes into sight takes the elements of one that has left it. */
  readonly slot: (index: number) => number;
}

/** Rows of one height, of which only the visible ones are drawn. `above` is what stands over them in the same scroller. */
export function useVirtualRows(count: number, rowHeight: number, above = 0): VirtualRows {
  const scroller = useRef<HTMLDivElement>(null);
  const [, redraw] = useReducer((turn: number) => turn + 1, 0);
  const options: VirtualizerOptions<HTMLDivElement, Element> = {
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 10,
    paddingStart: above,
    scrollPaddingStart: above,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    onChange: () => redraw(null),
  };
  const [virtualizer] = useState(() => new Virtualizer<HTMLDivElement, Element>(options));
  virtualizer.setOptions(options);
  useLayoutEffect(() => virtualizer._didMount(), []);
  useLayoutEffect(() => virtualizer._willUpdate());
  const items = virtualizer.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const slots = useRef(1);
  slots.current = Math.max(slots.current, items.length);
  return {
    scroller,
    height: count * rowHeight,
    offset: first * rowHeight,
    first,
    end: (items.at(-1)?.index ?? -1) + 1,
    page: Math.max(1, Math.floor((virtualizer.scrollRect?.height ?? 600) / rowHeight) - 2),
    slot: (index) => index % slots.current,
    focus: () => {
      if (document.activeElement === document.body) scroller.current?.focus({ preventScroll: true });
    },
    show: (index) => virtualizer.scrollToIndex(index, { align: 'auto' }),
  };
}
