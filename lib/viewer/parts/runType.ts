const known = ['llm', 'chain', 'tool', 'retriever', 'embedding', 'prompt', 'parser', 'agent'] as const;

/** The run types that have a colour and a sign of their own. */
export type KnownRunType = (typeof known)[number] | 'other';

/** What a run type is drawn as: it is text from a trace, and may be anything. */
export function knownRunType(runType: string): KnownRunType {
  return known.find((one) => one === runType) ?? 'other';
}
