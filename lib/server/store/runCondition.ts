/** What a run is compared by. */
export type RunField =
  | 'id'
  | 'traceId'
  | 'parentId'
  | 'name'
  | 'runType'
  | 'project'
  | 'status'
  | 'startTime'
  | 'endTime'
  | 'latency'
  | 'promptTokens'
  | 'completionTokens'
  | 'totalTokens'
  | 'cost'
  | 'threadId'
  | 'model'
  | 'error';

export type RunValue = string | number | null;

export type RunOperator = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** Which runs: a small tree that any store can turn into a query of its own. Times and latencies are milliseconds. */
export type RunCondition =
  | { readonly kind: 'and' | 'or'; readonly all: readonly RunCondition[] }
  | { readonly kind: 'not'; readonly condition: RunCondition }
  | {
      readonly kind: 'compare';
      readonly field: RunField;
      readonly operator: RunOperator;
      readonly value: RunValue;
    }
  | { readonly kind: 'in'; readonly field: RunField; readonly values: readonly RunValue[] }
  | { readonly kind: 'root'; readonly isRoot: boolean }
  | { readonly kind: 'tag'; readonly tag: string }
  /** A metadata key, and its value where one is given. */
  | { readonly kind: 'metadata'; readonly key: string; readonly value?: RunValue }
  /** Something was said about it: under this key, with such a score. */
  | {
      readonly kind: 'feedback';
      readonly key?: string | undefined;
      readonly score?: { readonly operator: RunOperator; readonly value: number } | undefined;
    }
  /** Words in its name, inputs, outputs or error. */
  | { readonly kind: 'search'; readonly text: string }
  /** Runs of traces whose root, or any of whose runs, is such. */
  | { readonly kind: 'trace'; readonly has: 'root' | 'any'; readonly condition: RunCondition };

export const everyRun: RunCondition = { kind: 'and', all: [] };
