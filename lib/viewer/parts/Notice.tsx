import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ServerError } from '../api/request.js';
import { traceServer } from '../api/traceServer.js';
import { Icon } from './Icon.js';
import type { IconName } from './Icon.js';

/** Something said in the middle of an otherwise empty place. */
export function Notice(props: { icon: IconName; title: string; children?: ComponentChildren }) {
  return (
    <div class="notice">
      <Icon name={props.icon} />
      <h2>{props.title}</h2>
      <div class="notice-text">{props.children}</div>
    </div>
  );
}

/** A server that is away is asked again by itself, as it will be back. */
const retryMs = 3000;

/** What went wrong while loading, with a way to go on. */
export function LoadFailure({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const isMissing = error instanceof ServerError && error.status === 404;
  const isAway = error instanceof ServerError && error.code === 'unreachable';
  useEffect(() => {
    const timer = isAway ? setTimeout(onRetry, retryMs) : undefined;
    return () => clearTimeout(timer);
  }, [error]);
  if (error instanceof ServerError && error.code === 'key-needed') return <KeyForm />;
  return (
    <div role="alert">
      <Notice icon={isMissing ? 'search' : 'warning'} title={isMissing ? 'Not found' : 'That did not work'}>
        <p>{error.message}</p>
        {isAway && <p class="hint">It is asked again every few seconds.</p>}
        <button class="button" type="button" onClick={onRetry}>
          Try again
        </button>
      </Notice>
    </div>
  );
}

function KeyForm() {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const [key, setKey] = useState('');
  const [problem, setProblem] = useState<string>();
  const signIn = async (event: Event): Promise<void> => {
    event.preventDefault();
    try {
      await traceServer.signIn(key);
      // Everything on the page was refused: all of it is asked for anew.
      location.reload();
    } catch (error) {
      setProblem((error as Error).message);
    }
  };
  return (
    <Notice icon="link" title="This server asks for its API key">
      <form class="key-form" onSubmit={(event) => void signIn(event)}>
        <input
          ref={field}
          class="field"
          type="password"
          aria-label="API key"
          value={key}
          onInput={(event) => setKey(event.currentTarget.value)}
        />
        <button class="button" type="submit">
          Open
        </button>
      </form>
      {problem !== undefined && <p role="alert">{problem}</p>}
    </Notice>
  );
}
