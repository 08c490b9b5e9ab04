import { useState } from 'preact/hooks';
import { keepFile } from '../api/openFile.js';
import { filePrefix } from '../api/place.js';
import { traceServer } from '../api/traceServer.js';
import { useLoaded } from '../api/useLoaded.js';
import { plural } from '../model/format.js';
import { Icon } from '../parts/Icon.js';
import { goTo } from './location.js';

/** Says that what is seen comes out of a file and is not stored, and stores it for who wants it kept. */
export function FileBanner() {
  const { value: info } = useLoaded(`file ${filePrefix()}`, (signal) => traceServer.info(signal));
  const [problem, setProblem] = useState<string>();
  const keep = async (): Promise<void> => {
    try {
      await keepFile();
      goTo(location.pathname.slice(filePrefix().length) + location.search);
    } catch (error) {
      setProblem((error as Error).message);
    }
  };
  if (info?.file === undefined) return null;
  return (
    <section class="file-banner" aria-label="File">
      <Icon name="download" />
      <span class="file-banner-text">
        <strong>{info.file}</strong> is open, with {plural(info.traceCount, 'trace')}. It is not stored.
        {problem !== undefined && <span role="alert"> {problem}</span>}
      </span>
      <button class="small-button" type="button" onClick={() => void keep()}>
        Keep
      </button>
      <a class="small-button" href="/">
        Close
      </a>
    </section>
  );
}
