import { pageUrl } from '../api/place.js';
import { CopyButton } from '../parts/CopyButton.js';
import { Notice } from '../parts/Notice.js';

/** What to do where there is nothing to see. */
export function EmptyList({ isFiltered }: { isFiltered: boolean }) {
  if (isFiltered) {
    return (
      <Notice icon="search" title="No trace is like that">
        <p>
          Take out a filter, or <a href={pageUrl('/')}>show all traces</a>. What arrived in the last seconds may not be
          searched yet.
        </p>
      </Notice>
    );
  }
  const settings = `export LANGSMITH_TRACING=true\nexport LANGSMITH_ENDPOINT=${location.origin}`;
  return (
    <Notice icon="tree" title="No traces yet">
      <p>They appear here as they run. Point a program at this server, LangSmith’s SDK or ours:</p>
      <pre class="code-block">{settings}</pre>
      <CopyButton label="Settings" text={() => settings} />
      <p>Or drop a file with an exported trace on this page.</p>
    </Notice>
  );
}
