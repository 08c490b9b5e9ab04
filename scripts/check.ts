import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Tests {
  passed: number;
  failed: number;
}

interface Step {
  name: string;
  command: string[];
  /** Counts what the step ran; a step without it counts as one test. */
  tests?: (exitCode: number) => Tests;
}

/** The part of `jest --json` that is read here. */
interface JestReport {
  numPassedTests: number;
  numFailedTests: number;
  numRuntimeErrorTestSuites: number;
}

/** A hung step must not hang CI: this is several times what the slowest one needs. */
const stepTimeoutMs = 40 * 60_000;

const root = join(import.meta.dirname, '..');
const total: Tests = { passed: 0, failed: 0 };
const scratch = mkdtempSync(join(tmpdir(), 'tracenest-check-'));
const jestReport = join(scratch, 'jest.json');
const colour = process.stdout.isTTY && process.env['NO_COLOR'] === undefined;

/** One after the other; the lanes of a stage run side by side, the steps of a lane in their order. */
const stages: Step[][][] = [
  // First: samples, their specs and the pack check run what it leaves in dist.
  [[{ name: 'build', command: ['npm', 'run', '--silent', 'build'] }]],
  [
    [
      { name: 'lint', command: ['npm', 'run', '--silent', 'lint'] },
      { name: 'imports', command: ['npm', 'run', '--silent', 'imports'] },
    ],
    [
      { name: 'types', command: ['npm', 'run', '--silent', 'types'] },
      { name: 'format', command: ['npm', 'run', '--silent', 'format:check'] },
      { name: 'pack', command: ['npx', '--no-install', 'tsx', 'scripts/packCheck.ts'] },
    ],
  ],
  // Alone: jest takes two cores by itself.
  [
    [
      {
        name: 'specs',
        command: ['npm', 'run', '--silent', 'specs', '--', '--json', `--outputFile=${jestReport}`],
        tests: countSpecs,
      },
    ],
  ],
];

function countSpecs(exitCode: number): Tests {
  let report: JestReport;
  try {
    report = JSON.parse(readFileSync(jestReport, 'utf8')) as JestReport;
  } catch {
    return { passed: 0, failed: 1 };
  }
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
  // jest can also fail as a whole, every test having passed.
  return { passed: report.numPassedTests, failed: exitCode === 0 ? failed : Math.max(failed, 1) };
}

function childEnvironment(): NodeJS.ProcessEnv {
  // Node warns when both are set.
  const { FORCE_COLOR: _force, NO_COLOR: _no, ...rest } = process.env;
  return colour ? { ...rest, FORCE_COLOR: '1' } : { ...rest, NO_COLOR: '1' };
}

interface Outcome {
  exitCode: number;
  output: string;
}

const stopsOfRunningSteps = new Set<() => void>();

async function run(command: string[]): Promise<Outcome> {
  const [file = '', ...args] = command;
  // A group of its own, so that a step which is stopped takes its workers along.
  const child = spawn(file, args, {
    cwd: root,
    env: childEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  const stop = (): void => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  };
  stopsOfRunningSteps.add(stop);
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    stop();
  }, stepTimeoutMs);
  const exitCode = await new Promise<number>((resolve) => {
    child.on('error', (error) => {
      chunks.push(Buffer.from(`${error.message}\n`));
      resolve(1);
    });
    child.on('close', (code) => resolve(code ?? 1));
  });
  clearTimeout(timer);
  stopsOfRunningSteps.delete(stop);
  if (timedOut) chunks.push(Buffer.from(`stopped after ${stepTimeoutMs / 1000} s\n`));
  return { exitCode, output: Buffer.concat(chunks).toString() };
}

function paint(code: number, text: string): string {
  return colour ? `\u001b[${code}m${text}\u001b[39m` : text;
}

async function runStep(step: Step): Promise<void> {
  const start = performance.now();
  const { exitCode, output } = await run(step.command);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const ok = exitCode === 0;
  const tests = step.tests?.(exitCode) ?? { passed: ok ? 1 : 0, failed: ok ? 0 : 1 };
  const detail = step.tests ? `  ${tests.passed} passed, ${tests.failed} failed` : '';
  console.log(
    `${step.name.padEnd(8)} ${seconds.padStart(6)} s  ${ok ? paint(32, 'ok') : paint(31, 'failed')}${detail}`,
  );
  if (!ok) console.log(`${output.trimEnd()}\n`);
  total.passed += tests.passed;
  total.failed += tests.failed;
}

async function runLane(lane: readonly Step[]): Promise<void> {
  for (const step of lane) await runStep(step);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    for (const stop of stopsOfRunningSteps) stop();
    rmSync(scratch, { recursive: true, force: true });
    process.exit(1);
  });
}

try {
  for (const lanes of stages) await Promise.all(lanes.map(runLane));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
