import { setTimeout } from 'node:timers/promises';

/** When and how often to try again. */
export interface RetryOptions {
  readonly attempts: number;
  /** Which errors may be gone the next time. */
  readonly isWorthRetrying: (error: unknown) => boolean;
  /** Milliseconds before the second attempt, doubled before each further one. Default: none. */
  readonly pauseMs?: number;
}

/** Tries a step until it succeeds. Where the step is traced, every attempt is a run of its own. */
export async function withRetries<Result>(
  step: (attempt: number) => Promise<Result>,
  { attempts, isWorthRetrying, pauseMs = 0 }: RetryOptions,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await step(attempt);
    } catch (error) {
      if (attempt >= attempts || !isWorthRetrying(error)) throw error;
      if (pauseMs > 0) await setTimeout(pauseMs * 2 ** (attempt - 1));
    }
  }
}
