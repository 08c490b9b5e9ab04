import { describe, expect, test } from '@jest/globals';
import { configure, startRun, type Run } from 'tracenest';
import { redactionVariables } from '../../lib/capture/redaction/redactionVariables.js';
import { freshTracing } from '../helpers/freshTracing.js';
import { rowInReadme, rowOf, withoutVariables } from '../helpers/variableSpecs.js';
import { runInNode } from '../helpers/runInNode.js';

const { exporter, diagnostics } = freshTracing();
const all = Object.entries(redactionVariables) as [
  keyof typeof redactionVariables,
  (typeof redactionVariables)['hideInputs'],
][];
withoutVariables(all.map(([, variable]) => variable));

/** A run as it is shown where nothing is configured. */
function runByEnvironment(): Run {
  const options = Object.fromEntries(all.map(([name]) => [name, undefined]));
  configure(options);
  const run = startRun({ name: 'call', inputs: { password: 'x' }, metadata: { a: 1 } });
  run.setOutputs({ b: 1 });
  run.end();
  return exporter.runs.at(-1) as Run;
}

const plain = { inputs: { password: 'x' }, outputs: { b: 1 }, metadata: { a: 1 } };
const hidden = {
  hideInputs: { ...plain, inputs: {} },
  hideOutputs: { ...plain, outputs: {} },
  hideMetadata: { ...plain, metadata: {} },
  scrubSecrets: { ...plain, inputs: { password: '[Redacted: secret]' } },
};

describe.each(all)('the variable for %s', (option, variable) => {
  test.each(variable.names)('is %s', (name) => {
    process.env[name] = 'true';
    expect(runByEnvironment()).toMatchObject(hidden[option]);
    process.env[name] = 'false';
    expect(runByEnvironment()).toMatchObject(plain);
    process.env[name] = '';
    expect(runByEnvironment()).toMatchObject(plain);
    expect(diagnostics).toEqual([]);
  });

  test.each(['TRUE', '1', 'yes', ' true', 'ture'])('hides also where it says %j, and tells', (text) => {
    process.env[variable.names[0]] = text;
    expect(runByEnvironment()).toMatchObject(hidden[option]);
    expect(diagnostics[0]?.message).toContain(`${variable.names[0]} is a text of ${text.length} character`);
    expect(diagnostics[0]?.message).toContain('Used instead: true.');
  });

  test('counts behind what is configured', () => {
    process.env[variable.names[0]] = 'true';
    runByEnvironment();
    configure({ [option]: false });
    const run = startRun({ name: 'call', inputs: { password: 'x' }, metadata: { a: 1 } });
    run.setOutputs({ b: 1 });
    run.end();
    expect(exporter.runs.at(-1)).toMatchObject(plain);
  });

  test('has its row in the README', () => {
    expect(rowInReadme(variable)).toEqual(rowOf(variable));
  });
});

test('the environment is read at the first run, also where nobody configures anything', async () => {
  const inputs = await runInNode(`
    import { MemoryExporter, traceable } from '../lib/index.js';
    const exporter = new MemoryExporter();
    const ask = traceable((question) => question, { name: 'ask', exporter });
    process.env.LANGSMITH_HIDE_INPUTS = 'true';
    ask('Why?');
    export default exporter.runs[0].inputs;
  `);
  expect(inputs).toEqual({});
});
