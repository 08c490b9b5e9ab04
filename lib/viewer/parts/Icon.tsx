/** Drawn on 16 × 16, by strokes. */
const shapes = {
  brand: 'M2 4h12M5 8h8M8 12h4',
  search: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10ZM11 11l3 3',
  keyboard: 'M2 4h12v8H2ZM4.5 6.5h.01M7 6.5h.01M9.5 6.5h.01M12 6.5h.01M5 9.5h6',
  sun: 'M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1 1M12 12l1 1M13 3l-1 1M4 12l-1 1',
  moon: 'M13.5 9.5A6 6 0 0 1 6.500 2.500a6 6 0 1 0 7 7Z',
  contrast: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 2v12M8 5h3.500M8 8h5.500M8 11h3.500',
  close: 'M4 4l8 8M12 4l-8 8',
  chevron: 'M6 4l4 4-4 4',
  down: 'M4 6l4 4 4-4',
  back: 'M10 4L6 8l4 4',
  copy: 'M6 5h7v9H6ZM3 11V2h7',
  check: 'M3 8.500l3.500 3.500L13 5',
  link: 'M7 9a3 3 0 0 0 4.200 0l2-2A3 3 0 0 0 9 2.800L8 3.700M9 7a3 3 0 0 0-4.200 0l-2 2A3 3 0 0 0 7 13.200l1-1',
  download: 'M8 2v8M4.500 7L8 10.500 11.500 7M3 13.500h10',
  compare: 'M2.500 3h4v10h-4ZM9.500 3h4v10h-4Z',
  pause: 'M5.500 3.500v9M10.500 3.500v9',
  play: 'M5 3l8 5-8 5Z',
  error: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 5v3.500M8 11h.01',
  warning: 'M8 2.500L14.500 13.500h-13ZM8 6.500v3M8 11.500h.01',
  running: 'M8 2a6 6 0 1 1-6 6',
  cancelled: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM4 4l8 8',
  interrupted: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM6.500 6v4M9.500 6v4',
  abandoned: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM6 6.500a2 2 0 1 1 2 2v.5M8 11.500h.01',
  tree: 'M3 2v9h3M3 6h3M8 6h5M8 11h5',
  flame: 'M2 3h12M2 6.500h8M11.500 6.500H14M4 10h4M4 13.500h2',
  chat: 'M2 3h12v8H7l-3 3v-3H2Z',
  path: 'M2 12h3V8h4V4h5',
  thread: 'M3 3h10M3 8h10M3 13h6',
  chart: 'M2 14h12M4 14V8M8 14V3M12 14V6',
  misplaced: 'M3 3v4h5M8 7v6h5M11 2l2.500 2.500M13.500 2L11 4.500',
  llm: 'M8 1.500l1.600 4.900L14.500 8l-4.900 1.600L8 14.500l-1.600-4.900L1.500 8l4.900-1.600Z',
  chain: 'M2.500 8h3M10.500 8h3M5.500 5.500h5v5h-5Z',
  tool: 'M10 2.500a3.500 3.500 0 0 0-3.300 4.700L2.500 11.500l2 2 4.300-4.200A3.500 3.500 0 0 0 13.300 5L11 7 9 5l2-2.300Z',
  retriever: 'M3 2.500h7l3 3v8H3ZM5.500 7.500h5M5.500 10.500h5',
  embedding: 'M4 4h.01M8 4h.01M12 4h.01M4 8h.01M8 8h.01M12 8h.01M4 12h.01M8 12h.01M12 12h.01',
  prompt: 'M3 4h10M8 4v9M6 13h4',
  parser:
    'M6 2.500C3.500 2.500 5.500 8 2.500 8c3 0 1 5.500 3.500 5.500M10 2.500c2.500 0 .5 5.500 3.500 5.500-3 0-1 5.500-3.500 5.500',
  agent: 'M3 6h10v7H3ZM8 6V3M8 2.500h.01M6 9h.01M10 9h.01',
  other: 'M8 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Z',
} as const;

export type IconName = keyof typeof shapes;

/** Decoration: what it says stands beside it, or in the label of what holds it. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path d={shapes[name]} />
    </svg>
  );
}
