import { pageUrl } from '../api/place.js';
import { traceServer } from '../api/traceServer.js';
import { usePages } from '../api/usePages.js';
import { formatAge, formatCount, formatInstant, plural, shownPreview } from '../model/format.js';
import { useTitle } from '../page/useTitle.js';
import { threadAddress } from './threadAddress.js';
import { Icon } from '../parts/Icon.js';
import { LoadFailure, Notice } from '../parts/Notice.js';

const pageSize = 100;

/** Conversations: traces with one thread id. */
export function ThreadListPage({ parameters }: { parameters: URLSearchParams }) {
  useTitle('Threads');
  const project = parameters.get('project') ?? undefined;
  const { items, error, reload, loadMore } = usePages(`threads ${project ?? ''}`, async (cursor, signal) => {
    const query = {
      limit: pageSize,
      ...(project === undefined ? {} : { project }),
      ...(cursor === undefined ? {} : { cursor }),
    };
    const page = await traceServer.threads(query, signal);
    return { items: page.threads, nextCursor: page.nextCursor };
  });
  if (error !== undefined) return <LoadFailure error={error} onRetry={reload} />;
  if (items?.length === 0) {
    return (
      <Notice icon="thread" title="No threads yet">
        <p>Traces whose metadata has the same thread_id, session_id or conversation_id make one.</p>
      </Notice>
    );
  }
  return (
    <div class="thread-list">
      <h1>Threads</h1>
      <ul class="threads">
        {items?.map((thread) => (
          <li key={`${thread.project} ${thread.threadId}`} class="thread-line">
            <a class="row-link" href={pageUrl(threadAddress(thread.threadId, thread.project))}>
              <Icon name="thread" />
              <span class="thread-name">{thread.threadId}</span>
            </a>
            <span class="thread-preview">
              {shownPreview(thread.inputPreview)}
              <span class="arrow"> → </span>
              {shownPreview(thread.outputPreview)}
            </span>
            <span class="muted thread-project">{thread.project}</span>
            <span class="number">{plural(thread.traceCount, 'turn')}</span>
            <span class={thread.errorCount > 0 ? 'number bad' : 'number faint'}>
              {plural(thread.errorCount, 'error')}
            </span>
            <span class="number muted">{formatCount(thread.usage.totalTokens ?? 0)} tokens</span>
            <span class="number muted" title={formatInstant(thread.lastStart)}>
              {formatAge(Date.now() - thread.lastStart)}
            </span>
          </li>
        ))}
      </ul>
      {loadMore !== undefined && (
        <button class="button" type="button" onClick={loadMore}>
          Show more
        </button>
      )}
    </div>
  );
}
