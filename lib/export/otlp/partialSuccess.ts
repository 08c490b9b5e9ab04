/** What a server says to spans that it has taken, but not all, or not gladly. */
export interface PartialSuccess {
  readonly rejectedSpans: number;
  readonly errorMessage: string;
}

/** https://opentelemetry.io/docs/specs/otlp/#partial-success. `undefined` where an answer says nothing of the kind. */
export function partialSuccessOf(answer: unknown): PartialSuccess | undefined {
  const { partialSuccess } = Object(answer) as Readonly<Record<string, unknown>>;
  const { rejectedSpans, errorMessage } = Object(partialSuccess) as Readonly<Record<string, unknown>>;
  // A text in JSON, an object for long integers in some releases.
  const count = Number(rejectedSpans ?? 0);
  const said = typeof errorMessage === 'string' ? errorMessage.trim() : '';
  const isUsable = count > 0;
  return isUsable || said !== '' ? { rejectedSpans: isUsable ? count : 0, errorMessage: said } : undefined;
}
