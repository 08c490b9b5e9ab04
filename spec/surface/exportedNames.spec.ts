import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

/**
 * What users can import. A name that goes or is renamed breaks them: change this list together with the changelog.
 */
const surface: Readonly<Record<string, readonly string[]>> = {
  tracenest: [
    'ConsoleExporter',
    'MemoryExporter',
    'NoActiveRunError',
    'RunTree',
    'Zone',
    'asRunnable',
    'bind',
    'bindEmitter',
    'combineExporters',
    'configure',
    'flush',
    'getCurrentRunTree',
    'isTraceable',
    'keep',
    'requireCurrentRunTree',
    'runnable',
    'shutdown',
    'startRun',
    'trace',
    'traceable',
    'tracingContext',
    'withExtra',
  ],
  'tracenest/exporters': [
    'BatchExporter',
    'DeliveryError',
    'FileExporter',
    'LangSmithExporter',
    'OtlpExporter',
    'readRunFile',
    'runForest',
    'treeText',
  ],
  'tracenest/langchain': ['CallbackBridge', 'nestLangChain', 'toRunnable', 'toRunnableConfig'],
  'tracenest/server': ['KeyNeededError', 'PortTakenError', 'SqliteStore', 'openBrowser', 'startServer'],
  'tracenest/testing': ['MemoryExporter', 'TraceTreeError', 'expectTree', 'traceTree'],
};

/** The loader knows the subpaths only by their literal names. */
const modules: Readonly<Record<string, () => Promise<object>>> = {
  tracenest: () => import('tracenest'),
  'tracenest/exporters': () => import('tracenest/exporters'),
  'tracenest/langchain': () => import('tracenest/langchain'),
  'tracenest/server': () => import('tracenest/server'),
  'tracenest/testing': () => import('tracenest/testing'),
};

describe.each(Object.keys(surface))('%s', (subpath) => {
  test('exports these names and no others', async () => {
    expect(Object.keys((await modules[subpath]?.()) ?? {}).sort()).toEqual(surface[subpath]);
  });
});

test('every subpath of the package is listed here', () => {
  const { exports } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
    exports: Record<string, unknown>;
  };
  const subpaths = Object.keys(exports).filter((key) => key !== './package.json');
  expect(subpaths.map((key) => key.replace('.', 'tracenest'))).toEqual(Object.keys(surface));
});

test('what several subpaths export is the same thing', async () => {
  expect((await import('tracenest/testing')).MemoryExporter).toBe((await import('tracenest')).MemoryExporter);
});
