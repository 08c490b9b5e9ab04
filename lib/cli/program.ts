import { Command, Option } from 'commander';
import { defaultDataFolder } from '../server/dataFolder.js';
import { packageVersion } from '../server/packageVersion.js';
import { defaultPort } from '../server/startServer.js';
import type { TraceListQuery } from '../wire/traceQuery.js';
import { CommandError } from './commandError.js';
import { doctor } from './doctorCommand.js';
import { exportTraces, importTraces } from './exchangeCommands.js';
import { ls } from './lsCommand.js';
import { withStore } from './openedStore.js';
import type { Output } from './output.js';
import { runProgram } from './runCommand.js';
import { serve } from './serveCommand.js';
import { show } from './showCommand.js';
import { parseCount, parseDays, parsePort, parseSize } from './sizeText.js';

interface Shared {
  readonly data?: string;
  readonly port: number;
  readonly host: string;
  readonly apiKey?: string;
  readonly maxAge: number | null;
  readonly maxSize: number | null;
  readonly allowHost: readonly string[];
  readonly allowOrigin: readonly string[];
}

function dataOption(): Option {
  return new Option('--data <folder>', 'where traces are kept (default: TRACENEST_DATA, else ~/.tracenest)');
}

function portOption(): Option {
  return new Option('-p, --port <number>', 'port of the server')
    .env('TRACENEST_PORT')
    .default(defaultPort)
    .argParser(parsePort);
}

/** An empty one is none: it would lock everybody out. */
function apiKeyOption(): Option {
  return new Option('--api-key <key>', 'what clients must send')
    .env('TRACENEST_API_KEY')
    .argParser((text) => (text === '' ? undefined : text));
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

/** May be given again and again. */
function severalOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser(collect).default([], 'none');
}

function withServerOptions(command: Command): Command {
  return command
    .addOption(portOption())
    .option('--host <address>', 'address to listen at; any but this machine needs --api-key', '127.0.0.1')
    .addOption(dataOption())
    .addOption(apiKeyOption())
    .option('--max-age <days>', 'remove older traces; none: keep them', parseDays, 30)
    .addOption(
      new Option('--max-size <size>', 'remove the oldest traces above so much, such as 500MB; none: no limit')
        .argParser(parseSize)
        .default(10 * 1024 ** 3, '10GB'),
    )
    .addOption(severalOption('--allow-host <name>', 'another name that the server is called by'))
    .addOption(severalOption('--allow-origin <origin>', 'pages of another origin that may use it'));
}

function serverOptions({ port, host, data, apiKey, maxAge, maxSize, allowHost, allowOrigin }: Shared) {
  return {
    port,
    host,
    dataFolder: data,
    apiKey,
    retention: { maxAgeDays: maxAge, maxSize },
    allowedHosts: allowHost,
    allowedOrigins: allowOrigin,
  };
}

function withFilters(command: Command): Command {
  return command
    .option('--project <name>', 'of this project only')
    .option('--name <name>', 'with a root of this name only')
    .option('--errors', 'with errors only')
    .option('-q, --search <words>', 'with these words in a run');
}

interface Filters {
  readonly project?: string;
  readonly name?: string;
  readonly errors?: boolean;
  readonly search?: string;
}

function filterOf({ project, name, errors, search }: Filters): TraceListQuery {
  return {
    ...(project === undefined ? {} : { project: [project] }),
    ...(name === undefined ? {} : { name: [name] }),
    ...(errors === true ? { hasErrors: true } : {}),
    ...(search === undefined ? {} : { q: search }),
  };
}

function addServing(all: Command, output: Output, result: { exitCode: number }): void {
  withServerOptions(all.command('serve', { isDefault: true }))
    .description('start the server and its page (the default)')
    .option('--no-open', 'open no browser')
    .option('--json', 'log lines of JSON')
    // Whatever is no command ends up here, as this is the default one.
    .allowExcessArguments()
    .action(async (options: Shared & { open: boolean; json?: boolean }, command: Command) => {
      const [unknown] = command.args;
      if (unknown !== undefined) throw new CommandError(`There is no command "${unknown}": see tracenest --help.`);
      // A log that is read by machines has nobody in front of it.
      await serve({
        ...serverOptions(options),
        open: options.open && process.stdout.isTTY && options.json !== true,
        json: options.json,
      });
    });
  withServerOptions(all.command('run'))
    .description('run a program and watch its traces; starts the server if none runs')
    .argument('<command...>', 'the program and its arguments')
    .option('--project <name>', 'project of its traces')
    .option('--exit', 'end with the program, also on a terminal')
    // Options behind the program are the program's, with `--` before it or without.
    .passThroughOptions()
    .action(async (command: string[], options: Shared & { project?: string; exit?: boolean }) => {
      const stay = options.exit !== true && process.stdout.isTTY;
      result.exitCode = await runProgram(
        command,
        { ...serverOptions(options), project: options.project, stay },
        output,
      );
    });
}

function addReading(all: Command, output: Output): void {
  withFilters(all.command('ls'))
    .description('list traces, the newest last')
    .addOption(dataOption())
    .option('-n, --limit <count>', 'how many, 500 at most', parseCount, 20)
    .option('--json', 'a line of JSON each')
    .action(async (options: Filters & { data?: string; limit: number; json?: boolean }) => {
      const query = { ...filterOf(options), limit: options.limit };
      await withStore(options.data, { isCreated: false }, (store) => ls(store, query, options.json === true, output));
    });
  all
    .command('show')
    .description('print the tree of a trace')
    .argument('[trace]', 'its id, or the beginning or end of it; default: the latest')
    .addOption(dataOption())
    .option('--json', 'its runs, a line of JSON each')
    .action(async (trace: string | undefined, options: { data?: string; json?: boolean }) => {
      await withStore(options.data, { isCreated: false }, (store) => show(store, trace, options.json === true, output));
    });
}

function addExchange(all: Command, output: Output): void {
  withFilters(all.command('export'))
    .description('write traces to a file, a run a line')
    .argument('[trace]', 'one trace; default: all that the options leave')
    .addOption(dataOption())
    .option('-o, --output <file>', 'the file; - is standard output', 'traces.jsonl')
    .action(async (trace: string | undefined, options: Filters & { data?: string; output: string }) => {
      await withStore(options.data, { isCreated: false }, (store) =>
        exportTraces(store, options.output, trace, filterOf(options), output),
      );
    });
  all
    .command('import')
    .description('read traces from a file that export or FileExporter wrote')
    .argument('<file>', 'the file; - is standard input')
    .addOption(dataOption())
    .action(async (file: string, options: { data?: string }) => {
      await withStore(options.data, { isCreated: true }, (store) => importTraces(store, file, output));
    });
}

const examples = `
Examples:
  tracenest                          open the page of the traces
  tracenest run -- node app.js       run a program and watch its traces
  tracenest ls --errors              list traces in which something failed
  tracenest show                     print the tree of the latest trace
  tracenest export -o traces.jsonl   take traces elsewhere, for import there

Options of serve need no "serve": tracenest --port 5000. See tracenest serve --help.`;

/** The command `tracenest`. */
export function program(output: Output, result: { exitCode: number }): Command {
  const all = new Command('tracenest')
    .description('A local server and page for traces of LLM applications.')
    .version(packageVersion)
    .showHelpAfterError('(tracenest --help lists commands and options)')
    .enablePositionalOptions()
    .addHelpText('after', examples)
    .exitOverride();
  addServing(all, output, result);
  addReading(all, output);
  addExchange(all, output);
  all
    .command('doctor')
    .description('check what the server needs: SQLite, folder, file, port, environment')
    .addOption(portOption())
    .addOption(dataOption())
    .action(async ({ data, port }: { data?: string; port: number }) => {
      result.exitCode = (await doctor(data ?? defaultDataFolder(), port, output)) ? 0 : 1;
    });
  return all;
}
