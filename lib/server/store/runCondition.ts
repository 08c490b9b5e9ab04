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
  /** An entry of its metadata, or of the feedback about it, which has a score as value: with one of these keys, with such a value. */
  | {
      readonly kind: 'metadata' | 'feedback';
      readonly keys?: readonly string[] | undefined;
      readonly value?: { readonly operator: RunOperator; readonly value: RunValue } | undefined;
    }
  /** Words in its name, inputs, outputs or error. */
  | { readonly kind: 'search'; readonly text: string }
  /** Runs of traces whose root, or any of whose runs, is such. */
  | { readonly kind: 'trace'; readonly has: 'root' | 'any'; readonly condition: RunCondition };

export const everyRun: RunCondition = { kind: 'and', all: [] };
