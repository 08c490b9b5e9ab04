/** The ways to look at a trace. */
export const traceViewNames = ['tree', 'flame', 'messages'] as const;
export type TraceViewName = (typeof traceViewNames)[number];
