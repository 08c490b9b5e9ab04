import type { Part } from '../../wire/runDetail.js';
import { readError } from '../model/errorText.js';
import { plural } from '../model/format.js';
import { CopyButton } from '../parts/CopyButton.js';
import { Icon } from '../parts/Icon.js';

/** What a run failed with: its message large, its stack to be opened, and what had caused it. */
export function ErrorSection({ part }: { part: Part }) {
  const text = typeof part.value === 'string' ? part.value : JSON.stringify(part.value, null, 2);
  const errors = readError(text);
  if (errors.length === 0) return null;
  return (
    <section class="error-section" aria-label="Error">
      {errors.map(({ relation, message, stack }, index) => (
        <div key={index} class="told-error">
          <h3>
            <Icon name="error" />
            {index === 0 ? 'Error' : relation === 'cause' ? 'Caused by' : 'One of them'}
          </h3>
          <p class="error-message">{message}</p>
          {stack.length > 0 && (
            <details open={index === 0}>
              <summary>Stack, {plural(stack.length, 'line')}</summary>
              <pre class="stack" tabIndex={0}>
                {stack.join('\n')}
              </pre>
            </details>
          )}
        </div>
      ))}
      <CopyButton label="Error" text={() => text} />
    </section>
  );
}
