import type { ComponentChild } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ComparePage } from '../compare/ComparePage.js';
import { TraceListPage } from '../list/TraceListPage.js';
import { ThreadPage } from '../threads/ThreadPage.js';
import { ThreadListPage } from '../threads/ThreadListPage.js';
import { TracePage } from '../trace/TracePage.js';
import { filePrefix, pageUrl } from '../api/place.js';
import { DropZone } from './DropZone.js';
import { FileBanner } from './FileBanner.js';
import { KeyHelp } from './KeyHelp.js';
import { followLinks, goTo, usePageLocation } from './location.js';
import type { PageLocation } from './location.js';
import { handleKey, useShortcuts } from './shortcuts.js';
import { TopBar } from './TopBar.js';

export function App() {
  const location = usePageLocation();
  const [isHelpOpen, setHelpOpen] = useState(false);
  useEffect(() => {
    addEventListener('keydown', handleKey);
    addEventListener('click', followLinks);
    return () => {
      removeEventListener('keydown', handleKey);
      removeEventListener('click', followLinks);
    };
  }, []);
  useShortcuts('Everywhere', [
    { keys: '?', label: 'Show these keys', run: () => setHelpOpen(true) },
    { keys: 'g t', label: 'Go to the traces', run: () => goTo(pageUrl('/')) },
    { keys: 'g c', label: 'Go to the threads', run: () => goTo(pageUrl('/threads')) },
  ]);
  return (
    <>
      <a class="skip-link" href="#main">
        Skip to the content
      </a>
      <TopBar path={location.path.slice(filePrefix().length)} onHelp={() => setHelpOpen(true)} />
      {filePrefix() !== '' && <FileBanner key={filePrefix()} />}
      <main id="main" class="page-main">
        {pageAt(location)}
      </main>
      <DropZone />
      {isHelpOpen && <KeyHelp onClose={() => setHelpOpen(false)} />}
    </>
  );
}

function pageAt({ path: whole, parameters }: PageLocation): ComponentChild {
  const file = filePrefix();
  const path = whole.slice(file.length);
  const traceId = /^\/traces\/([^/]+)$/.exec(path)?.[1];
  if (traceId !== undefined)
    return <TracePage key={file + traceId} traceId={decoded(traceId)} parameters={parameters} />;
  if (path === '/compare') return <ComparePage key={file} parameters={parameters} />;
  if (path === '/threads') {
    const thread = parameters.get('thread');
    return thread === null ? (
      <ThreadListPage key={`${file} ${parameters.get('project') ?? ''}`} parameters={parameters} />
    ) : (
      <ThreadPage
        key={`${file} ${thread} ${parameters.get('project') ?? ''}`}
        threadId={thread}
        project={parameters.get('project')}
      />
    );
  }
  return <TraceListPage key={file} parameters={parameters} />;
}

/** People edit addresses. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
