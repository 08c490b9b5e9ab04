import { Zone, type TracingContextOptions } from 'tracenest';

/** What gives a scope a label for {@link here} to find: `tracingContext(label('A'))`. */
export function label(text: string): TracingContextOptions {
  return { metadata: { label: text } };
}

/** A zone below the current one, with a label. */
export function labelled(text: string): Zone {
  return Zone.current.fork({ settings: { metadata: { label: text } } });
}

/** The label of the current zone, `none` where it has none. */
export function here(): string {
  const text = Zone.current.settings.metadata?.['label'];
  return typeof text === 'string' ? text : 'none';
}
