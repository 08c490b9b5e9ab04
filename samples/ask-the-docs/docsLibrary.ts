import { readFile } from 'node:fs/promises';
import { getCurrentRunTree, traceable } from 'tracenest';
import type { MarkdownFile } from './markdownFile.js';
import type { Passage } from './passage.js';
import { splitIntoPassages } from './splitIntoPassages.js';

/** The documents, cut into passages. */
export class DocsLibrary {
  readonly #findFiles: () => Promise<MarkdownFile[]>;

  constructor(findFiles: () => Promise<MarkdownFile[]>) {
    this.#findFiles = findFiles;
  }

  /** A file that cannot be read is left out, and the run tells so. */
  // Thousands of passages would say nothing in a trace: how many there are does.
  @traceable({ runType: 'tool', processOutputs: (passages) => ({ passages: (passages as Passage[]).length }) })
  async load(run = getCurrentRunTree()): Promise<Passage[]> {
    const files = await this.#findFiles();
    const split = await Promise.all(
      files.map(async (file) => {
        try {
          return splitIntoPassages(file, await readFile(file.path, 'utf8'));
        } catch (error) {
          run?.addEvent('file-skipped', { path: file.path, reason: String(error) });
          return [];
        }
      }),
    );
    run?.addMetadata({ files: files.length });
    return split.flat().map((passage, id) => ({ ...passage, id }));
  }
}
