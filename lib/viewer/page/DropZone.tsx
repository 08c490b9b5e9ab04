import { useEffect, useState } from 'preact/hooks';
import { openFile } from '../api/openFile.js';
import { plural } from '../model/format.js';
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
            <span>Traces that were exported from here: one run a line, as JSON. Nothing is stored.</span>
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
    const { fileId, traceIds, refusedCount } = await openFile(file);
    const [only] = traceIds;
    goTo(`/files/${fileId}${traceIds.length === 1 && only !== undefined ? `/traces/${only}` : '/'}`);
    return refusedCount === 0
      ? undefined
      : `${plural(refusedCount, 'line')} of ${file.name} were no runs, and left out.`;
  } catch (error) {
    return `${file.name} was not opened. ${(error as Error).message}`;
  }
}
