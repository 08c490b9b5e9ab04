import { readdir } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { ExplainedError } from './explainedError.js';

/** A Markdown file on disk. */
export interface MarkdownFile {
  readonly path: string;
  /** What its passages are called after: a package, or the path below the folder. */
  readonly title: string;
}

const markdown = /\.(md|markdown)$/i;
const readme = /^readme\.(md|markdown)$/i;

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const reason =
      code === 'ENOENT'
        ? 'there is no such folder'
        : code === 'ENOTDIR'
          ? 'that is a file'
          : `reading failed (${code})`;
    throw new ExplainedError(`Cannot look for documents in ${folder}: ${reason}.`, { cause });
  }
}

async function* below(folder: string): AsyncGenerator<string> {
  for (const entry of await entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!entry.name.startsWith('.') && entry.name !== 'node_modules') yield* below(path);
    } else if (markdown.test(entry.name)) yield path;
  }
}

/** The Markdown files below a folder. */
export async function markdownBelow(folder: string): Promise<MarkdownFile[]> {
  const files: MarkdownFile[] = [];
  for await (const path of below(folder)) files.push({ path, title: relative(folder, path).replace(markdown, '') });
  if (files.length === 0) throw new ExplainedError(`There is no Markdown file (.md, .markdown) in ${folder}.`);
  return files;
}

async function packageFolders(nodeModules: string): Promise<string[]> {
  const names = (await entriesOf(nodeModules)).map(({ name }) => name).filter((name) => !name.startsWith('.'));
  const nested = names.map(async (name) => {
    const folder = join(nodeModules, name);
    return name.startsWith('@') ? (await readdir(folder)).map((scoped) => join(folder, scoped)) : [folder];
  });
  return (await Promise.all(nested)).flat();
}

/** The READMEs of the packages in a `node_modules` folder. */
export async function installedReadmes(nodeModules: string): Promise<MarkdownFile[]> {
  const found = (await packageFolders(nodeModules)).map(async (folder) => {
    const names = await readdir(folder).catch(() => []);
    return names.filter((name) => readme.test(name)).map((name) => join(folder, name));
  });
  const paths = (await Promise.all(found)).flat();
  if (paths.length === 0) throw new ExplainedError(`No package in ${nodeModules} has a README. Run npm ci first.`);
  return paths.map((path) => ({ path, title: relative(nodeModules, path.slice(0, -basename(path).length - 1)) }));
}
