/** What each folder of lib may import from lib, itself included. A folder that is missing here fails the check. */
const mayImport = {
  diagnostics: [],
  environment: ['diagnostics'],
  zone: ['diagnostics'],
  // Of the environment what is to be redacted, and how.
  capture: ['diagnostics', 'environment'],
  // How the options of public functions are checked: the mechanism, not the options.
  options: ['capture'],
  run: ['zone', 'capture', 'options', 'diagnostics'],
  trace: ['zone', 'run', 'capture', 'options', 'diagnostics'],
  decorators: ['trace', 'zone', 'run', 'capture', 'diagnostics'],
  // Of wire what the page is shown of streams that go on.
  export: ['run', 'conventions', 'wire', 'capture', 'zone', 'options', 'environment', 'diagnostics'],
  configure: ['export', 'trace', 'run', 'capture', 'options', 'diagnostics'],
  // One folder a foreign library, each with a subpath of its own.
  integrations: ['decorators', 'trace', 'zone', 'run', 'capture', 'environment', 'diagnostics'],
  // What is called how in spans, and where usage is told: for what writes them and for what reads them. Of the others types.
  conventions: ['wire', 'run'],
  // The JSON that the server answers and the viewer reads. Of run only the types.
  wire: ['run'],
  // Of run only what reads the wire: ids, times, dotted orders.
  server: ['wire', 'conventions', 'run'],
  // Of export only what draws trees in a terminal: `tracenest show` prints them as ConsoleExporter does.
  cli: ['server', 'wire', 'run', 'export'],
  // A page: of run only the types that the wire's are made of.
  viewer: ['wire', 'conventions', 'run'],
};

/** Folders that run in browsers too, and so reach no `node:` module. */
const everywhere = ['diagnostics', 'environment', 'zone', 'capture', 'options', 'run', 'trace', 'decorators'];

/** The one module that may import `node:async_hooks`; everybody else reaches it as `#carrier`. */
const nodeCarrier = '^lib/zone/carriers/asyncLocalStorage\\.ts$';

const folders = Object.keys(mayImport);

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...folders.map((folder) => ({
      name: `${folder}-imports`,
      comment: `lib/${folder} may import ${mayImport[folder].join(', ') || 'nothing'} from lib.`,
      severity: 'error',
      from: { path: `^lib/${folder}/` },
      to: { path: '^lib/', pathNot: `^lib/(${[folder, ...mayImport[folder]].join('|')})/` },
    })),
    {
      name: 'unlisted-folder',
      comment: 'A new folder of lib states in .dependency-cruiser.cjs what it may import.',
      severity: 'error',
      from: { path: '^lib/[^/]+/', pathNot: `^lib/(${folders.join('|')})/` },
      to: {},
    },
    {
      name: 'entry-points',
      comment: 'Entry points only re-export: no module of lib imports one.',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: '^lib/[^/]+\\.ts$' },
    },
    {
      name: 'no-packages',
      comment: 'The diagnostics and the context stack stand on the language alone.',
      severity: 'error',
      from: { path: '^lib/(diagnostics|zone)/', pathNot: nodeCarrier },
      to: { dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown', 'core'] },
    },
    {
      name: 'no-node-modules',
      comment: 'These folders run in browsers too.',
      severity: 'error',
      from: { path: `^lib/(${everywhere.join('|')})/`, pathNot: nodeCarrier },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'carrier-by-condition',
      comment: 'Which carrier runs is decided by the `#carrier` import condition alone.',
      severity: 'error',
      from: { path: '^lib/' },
      to: {
        path: '^lib/zone/carriers/(asyncLocalStorage|bareStack)\\.ts$',
        dependencyTypesNot: ['aliased'],
      },
    },
    {
      name: 'shipped-only',
      comment: 'Users install dependencies, not devDependencies.',
      severity: 'error',
      // The viewer is shipped built, with what it uses inside.
      from: { path: '^lib/', pathNot: '^lib/viewer/' },
      // What is a peer of some users is a devDependency here.
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['npm-peer', 'aliased-subpath-import'],
      },
    },
    {
      name: 'samples-use-the-package',
      comment: 'Samples see what users see.',
      severity: 'error',
      from: { path: '^samples/' },
      to: { path: '^lib/', pathNot: '^lib/[^/]+\\.ts$' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    // Cycles of type-only imports count: they tie the modules together for the reader all the same.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'types', 'default'] },
  },
};
