import { useEffect, useState } from 'preact/hooks';
import { importTraces } from '../api/importTraces.js';
import { Icon } from '../parts/Icon.js';
import { Toast } from '../parts/Toast.js';
import { goTo } from './location.js';

/** Opens a file of traces that is dropped anywhere on the page. */
export function DropZone() {
  const [isOver, setOver] = useState(false);
  const [message, setMessage] = useState<string>();
  useEffect(() => {
    const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true;
    const over = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent): void => void (event.relatedTarget === null && setOver(false));
    const drop = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(false);
      const file = event.dataTransfer?.files[0];
      if (file !== undefined) void open(file).then(setMessage);
    };
    addEventListener('dragover', over);
    addEventListener('dragleave', leave);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragover', over);
      removeEventListener('dragleave', leave);
      removeEventListener('drop', drop);
    };
  }, []);
  return (
    <>
      {isOver && (
        <div class="drop-zone">
          <div class="drop-card">
            <Icon name="download" />
            <strong>Drop to open</strong>
            <span>A trace exported from here: one run a line, as JSON</span>
          </div>
        </div>
      )}
      {message !== undefined && <Toast text={message} onClose={() => setMessage(undefined)} />}
    </>
  );
}

/** @returns what to tell where there is something to tell */
async function open(file: File): Promise<string | undefined> {
  try {
    const traceIds = await importTraces(file);
    const [only] = traceIds;
    goTo(traceIds.length === 1 && only !== undefined ? `/traces/${only}` : '/');
    return traceIds.length === 1 ? undefined : `${traceIds.length} traces opened from ${file.name}.`;
  } catch (error) {
    return `${file.name} was not opened. ${(error as Error).message}`;
  }
}
