import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { cacheFolder } from './cacheFolder.mjs';

export const decoratedServiceFile = new URL('decoratedService.mjs', cacheFolder);

/** What a user's compiler would write, so that the measured process runs plain JavaScript. */
export async function compileDecoratedService() {
  // Here and not above: a measured process imports this file for the address alone.
  const { default: ts } = await import('typescript');
  const source = await readFile(new URL('decoratedService.ts', import.meta.url), 'utf8');
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  await mkdir(cacheFolder, { recursive: true });
  await writeFile(decoratedServiceFile, outputText);
}
