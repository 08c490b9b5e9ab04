import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { configure, RunTree, traceable } from 'tracenest';
// Not exported by the package; what LangSmith takes for "on" is what is compared with.
import { isEnvTracingEnabled } from '../../node_modules/langsmith/dist/env.js';
import { getDefaultProjectName } from '../../node_modules/langsmith/dist/utils/project.js';
import { freshTracing } from '../helpers/freshTracing.js';
import { programStarter } from '../helpers/startProgram.js';

const { exporter } = freshTracing();
const programs = programStarter();
jest.setTimeout(60_000);

const tracingNames = [
  'TRACENEST_TRACING',
  'LANGSMITH_TRACING_V2',
  'LANGCHAIN_TRACING_V2',
  'LANGSMITH_TRACING',
  'LANGCHAIN_TRACING',
] as const;
const projectNames = ['TRACENEST_PROJECT', 'LANGSMITH_PROJECT', 'LANGCHAIN_PROJECT', 'LANGCHAIN_SESSION'] as const;
type Variables = Partial<Record<(typeof tracingNames)[number] | (typeof projectNames)[number], string>>;

function clear(): void {
  for (const name of [...tracingNames, ...projectNames]) delete process.env[name];
}

const before = { ...process.env };
beforeEach(clear);
afterEach(() => {
  clear();
  Object.assign(process.env, before);
});

const call = traceable(() => 1, { name: 'call' });

/** What holds where nothing is configured and these variables are set: whether tracing is on, and the project. */
function inEnvironment(variables: Variables): { readonly isOn: boolean; readonly projectName: string } {
  clear();
  Object.assign(process.env, variables);
  configure({ enabled: undefined, projectName: undefined });
  exporter.clear();
  call();
  const isOn = exporter.runs.length === 1;
  return { isOn, projectName: new RunTree({ name: 'run' }).projectName };
}

describe('whether tracing is on', () => {
  test('is yes where no variable says anything', () => {
    expect(inEnvironment({}).isOn).toBe(true);
  });

  test.each(tracingNames)('is what %s says: on for "true" alone', (name) => {
    expect(inEnvironment({ [name]: 'true' }).isOn).toBe(true);
    for (const off of ['false', 'TRUE', 'True', '1', 'yes', '0', ' true'])
      expect(inEnvironment({ [name]: off }).isOn).toBe(false);
    expect(inEnvironment({ [name]: '' }).isOn).toBe(true);
  });

  test('is what TRACENEST_TRACING says before all others', () => {
    const others = { LANGSMITH_TRACING: 'true', LANGSMITH_TRACING_V2: 'true', LANGCHAIN_TRACING_V2: 'true' };
    expect(inEnvironment({ TRACENEST_TRACING: 'false', ...others }).isOn).toBe(false);
    expect(inEnvironment({ TRACENEST_TRACING: 'true', LANGSMITH_TRACING: 'false' }).isOn).toBe(true);
  });

  test('is what LangSmith takes them for, where any of its variables is set', () => {
    const value = fc.constantFrom(undefined, '', 'true', 'false');
    const names = tracingNames.filter((name) => name !== 'TRACENEST_TRACING');
    fc.assert(
      fc.property(fc.tuple(value, value, value, value), (values) => {
        const variables = Object.fromEntries(
          names.flatMap((name, index) => (values[index] === undefined ? [] : [[name, values[index]]])),
        );
        const { isOn } = inEnvironment(variables);
        const isSet = Object.values(variables).some((text) => text !== '');
        expect({ variables, isOn }).toEqual({ variables, isOn: !isSet || isEnvTracingEnabled() });
      }),
    );
  });

  test('is what the program configures, whatever the environment says', () => {
    process.env['LANGSMITH_TRACING'] = 'false';
    configure({ enabled: true });
    call();
    expect(exporter.runs).toHaveLength(1);
  });
});

describe('the project', () => {
  test('is called default where no variable says anything', () => {
    expect(inEnvironment({}).projectName).toBe('default');
  });

  test.each(projectNames)('is what %s says', (name) => {
    expect(inEnvironment({ [name]: 'docs' }).projectName).toBe('docs');
    expect(inEnvironment({ [name]: '' }).projectName).toBe('default');
  });

  test('is what TRACENEST_PROJECT says before all others', () => {
    expect(inEnvironment({ TRACENEST_PROJECT: 'ours', LANGSMITH_PROJECT: 'theirs' }).projectName).toBe('ours');
  });

  test('is what LangSmith takes it for', () => {
    const value = fc.constantFrom(undefined, 'a', 'b', 'c');
    fc.assert(
      fc.property(fc.tuple(value, value, value), ([langsmith, langchain, session]) => {
        const variables = Object.fromEntries(
          Object.entries({
            LANGSMITH_PROJECT: langsmith,
            LANGCHAIN_PROJECT: langchain,
            LANGCHAIN_SESSION: session,
          }).filter(([, name]) => name !== undefined),
        ) as Variables;
        expect(inEnvironment(variables).projectName).toBe(getDefaultProjectName());
      }),
    );
  });

  test('is what the program configures, whatever the environment says', () => {
    process.env['LANGSMITH_PROJECT'] = 'theirs';
    configure({ projectName: 'configured' });
    expect(new RunTree({ name: 'run' }).projectName).toBe('configured');
  });
});

describe('in a program that configures only an exporter', () => {
  const source = (body: string): string => `
    import { configure, MemoryExporter, RunTree, startRun, traceable, tracingContext } from 'tracenest';
    const exporter = new MemoryExporter();
    const call = traceable(() => 1, { name: 'call' });
    ${body}
    console.log(JSON.stringify(exporter.runs.map(({ projectName }) => projectName)));
  `;

  async function outcome(body: string, environment: NodeJS.ProcessEnv): Promise<unknown> {
    const end = await (await programs.start(source(body), [], environment)).ended;
    expect(end).toMatchObject({ code: 0, stderr: '' });
    return JSON.parse(end.stdout) as unknown;
  }

  test('the environment counts', async () => {
    expect(await outcome('configure({ exporter }); call();', { LANGSMITH_PROJECT: 'docs' })).toEqual(['docs']);
    expect(await outcome('configure({ exporter }); call();', { LANGSMITH_TRACING: 'false' })).toEqual([]);
  });

  test('the environment is read at the first call, after imports: a .env file may be loaded in between', async () => {
    const body = `process.env.LANGSMITH_PROJECT = 'loaded'; configure({ exporter }); call();`;
    expect(await outcome(body, {})).toEqual(['loaded']);
  });

  test('the environment names the project also of a run below a parent from elsewhere that names none', async () => {
    const order = '20261120T073553892001Z01a1f7e2-0f1e-7d2c-8b3a-495867768594';
    const body = `
      tracingContext({ parent: '${order}', exporter }, call);
      tracingContext({ parent: { 'langsmith-trace': '${order}' }, exporter }, call);
      tracingContext({ parent: RunTree.fromHeaders({ 'langsmith-trace': '${order}' }), exporter }, call);
    `;
    expect(await outcome(body, { LANGSMITH_PROJECT: 'docs' })).toEqual(['docs', 'docs', 'docs']);
  });

  test('the environment names the project of a run around a block that comes before everything else', async () => {
    const body = `startRun({ name: 'first', exporter }).end();`;
    expect(await outcome(body, { LANGSMITH_PROJECT: 'docs' })).toEqual(['docs']);
  });
});

describe('without a handler for diagnostics', () => {
  test('they are process warnings, with their code', async () => {
    const source = `
      import { RunTree } from 'tracenest';
      process.on('warning', (warning) => console.log(warning.name, (warning as { code?: string }).code));
      RunTree.fromDottedOrder('nonsense');
    `;
    const end = await (await programs.start(source)).ended;
    expect(end.stdout).toBe('TracenestWarning parent-malformed\n');
    expect(end.stderr).toContain('nonsense');
    expect(end.code).toBe(0);
  });
});
