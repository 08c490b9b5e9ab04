import { access, constants, mkdir, statfs } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { failureText } from './commandError.js';
import { storeFile } from '../server/dataFolder.js';
import { packageVersion } from '../server/packageVersion.js';
import { SqliteStore } from '../server/store/sqlite/sqliteStore.js';
import { sqliteDriver } from '../server/store/sqlite/sqliteDriver.js';
import type { Output } from './output.js';
import { listenerAt } from './runningServer.js';
import { sizeText } from './sizeText.js';

/** What was looked at, and whether it is well. */
interface Finding {
  readonly level: 'good' | 'note' | 'bad';
  readonly text: string;
}

const little = 500 * 1024 * 1024;

function good(text: string): Finding {
  return { level: 'good', text };
}

async function driver(): Promise<Finding> {
  await sqliteDriver();
  return good(`SQLite: ${process.getBuiltinModule('node:sqlite') === undefined ? 'libsql' : 'node:sqlite'}`);
}

async function folder(path: string): Promise<Finding> {
  await mkdir(path, { recursive: true });
  await access(path, constants.W_OK);
  const { bavail, bsize } = await statfs(path);
  const free = bavail * bsize;
  const text = `${path} is writable, ${sizeText(free)} free`;
  return free < little
    ? { level: 'bad', text: `${text}: that is little. Free some space, or name another folder with --data.` }
    : good(text);
}

async function store(path: string): Promise<Finding> {
  const file = storeFile(path);
  if (!existsSync(file)) return { level: 'note', text: `${file} does not exist yet` };
  const opened = await SqliteStore.open(file);
  try {
    const problem = await opened.check();
    if (problem !== undefined)
      return {
        level: 'bad',
        text: `${file} is damaged: ${problem}. Export what can be read, move the file away and import.`,
      };
    const { runCount, traceCount, bytes } = await opened.size();
    return good(`${file}: ${traceCount} traces, ${runCount} runs, ${sizeText(bytes)}`);
  } finally {
    await opened.close();
  }
}

async function port(number: number): Promise<Finding> {
  const url = `http://127.0.0.1:${number}`;
  const listener = await listenerAt(url);
  if (listener === 'tracenest') return good(`A server runs at ${url}`);
  if (listener === 'nothing') return good(`Port ${number} is free`);
  return { level: 'bad', text: `Port ${number} is taken by something else: choose another with --port.` };
}

function environment(number: number): Finding[] {
  const names = [
    'LANGSMITH_ENDPOINT',
    'LANGCHAIN_ENDPOINT',
    'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
    'OTEL_EXPORTER_OTLP_ENDPOINT',
  ];
  const set = names.filter((name) => process.env[name] !== undefined);
  if (set.length === 0)
    return [{ level: 'note', text: 'No LANGSMITH_ENDPOINT is set here: use `tracenest run -- …`, or set it' }];
  return set.map((name) => {
    const value = process.env[name] ?? '';
    const isHere = value.includes(`:${number}`);
    return { level: isHere ? 'good' : 'note', text: `${name}=${value}${isHere ? '' : ' points elsewhere'}` };
  });
}

async function looked(look: () => Promise<Finding>): Promise<Finding> {
  try {
    return await look();
  } catch (error) {
    return { level: 'bad', text: failureText(error) };
  }
}

/** Looks at everything that the server needs; resolves with whether all is well. */
export async function doctor(dataFolder: string, portNumber: number, output: Output): Promise<boolean> {
  const findings = [
    good(`tracenest ${packageVersion}, Node ${process.version}, ${process.platform} ${process.arch}`),
    await looked(driver),
    await looked(() => folder(dataFolder)),
    await looked(() => store(dataFolder)),
    await looked(() => port(portNumber)),
    ...environment(portNumber),
  ];
  const { ink } = output;
  const marks = { good: ink.green('✓'), note: ink.yellow('•'), bad: ink.red('✗') };
  for (const { level, text } of findings) output.print(`${marks[level]} ${text}`);
  return findings.every(({ level }) => level !== 'bad');
}
