import { createRequire } from 'node:module';
import type * as Manager from '@langchain/core/callbacks/manager';
import type * as Documents from '@langchain/core/documents';
import type * as Parsers from '@langchain/core/output_parsers';
import type * as Prompts from '@langchain/core/prompts';
import type * as Retrievers from '@langchain/core/retrievers';
import type * as Runnables from '@langchain/core/runnables';
import type * as Tools from '@langchain/core/tools';
import type * as Testing from '@langchain/core/utils/testing';

/** What the specs use of one copy of `@langchain/core`. */
export interface CoreCopy {
  readonly manager: typeof Manager;
  readonly documents: typeof Documents;
  readonly parsers: typeof Parsers;
  readonly prompts: typeof Prompts;
  readonly retrievers: typeof Retrievers;
  readonly runnables: typeof Runnables;
  readonly tools: typeof Tools;
  readonly testing: typeof Testing;
}

const require = createRequire(import.meta.url);
const required = (path: string): never => require(`@langchain/core/${path}`) as never;
// Not literal: of the oldest release there is another package, whose types are not those that the specs are written to.
const oldest = (path: string): Promise<never> => import(`@langchain/core-oldest/${path}`) as Promise<never>;

/** The copies that can meet in one process: each has classes of its own, and LangChain's storage in common. */
export const coreCopies: readonly (readonly [name: string, copy: CoreCopy])[] = [
  [
    'latest, imported',
    {
      manager: await import('@langchain/core/callbacks/manager'),
      documents: await import('@langchain/core/documents'),
      parsers: await import('@langchain/core/output_parsers'),
      prompts: await import('@langchain/core/prompts'),
      retrievers: await import('@langchain/core/retrievers'),
      runnables: await import('@langchain/core/runnables'),
      tools: await import('@langchain/core/tools'),
      testing: await import('@langchain/core/utils/testing'),
    },
  ],
  [
    'latest, required',
    {
      manager: required('callbacks/manager'),
      documents: required('documents'),
      parsers: required('output_parsers'),
      prompts: required('prompts'),
      retrievers: required('retrievers'),
      runnables: required('runnables'),
      tools: required('tools'),
      testing: required('utils/testing'),
    },
  ],
  [
    '1.0.0, imported',
    {
      manager: await oldest('callbacks/manager'),
      documents: await oldest('documents'),
      parsers: await oldest('output_parsers'),
      prompts: await oldest('prompts'),
      retrievers: await oldest('retrievers'),
      runnables: await oldest('runnables'),
      tools: await oldest('tools'),
      testing: await oldest('utils/testing'),
    },
  ],
];
