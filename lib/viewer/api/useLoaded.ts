import { useCallback, useEffect, useState } from 'preact/hooks';

/** Something on its way from the server. */
export interface Loaded<Value> {
  /** The last value that came, also while a newer one is on its way or could not be had. */
  readonly value: Value | undefined;
  readonly error: Error | undefined;
  readonly isLoading: boolean;
  readonly reload: () => void;
}

/** Loads what `key` stands for, and again whenever the key changes; what is no longer wanted is given up. */
export function useLoaded<Value>(key: string | null, load: (signal: AbortSignal) => Promise<Value>): Loaded<Value> {
  const [state, setState] = useState<{ value?: Value; error?: Error; isLoading: boolean }>({ isLoading: key !== null });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (key === null) return undefined;
    const aborter = new AbortController();
    setState((old) => ({ ...old, isLoading: true }));
    load(aborter.signal).then(
      (value) => aborter.signal.aborted || setState({ value, isLoading: false }),
      (error: unknown) => {
        if (!aborter.signal.aborted) setState((old) => ({ ...old, error: error as Error, isLoading: false }));
      },
    );
    return () => aborter.abort();
    // `load` is made anew at every drawing; the key says what it loads.
  }, [key, attempt]);
  const reload = useCallback(() => setAttempt((count) => count + 1), []);
  return { value: state.value, error: state.error, isLoading: state.isLoading, reload };
}
