/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';

const setupFiles = {
  'async-local-storage': [],
  'bare-stack': ['<rootDir>/spec/bare/setUp.ts'],
};

const carriers = {
  'async-local-storage': 'asyncLocalStorage',
  'bare-stack': 'bareStack',
} as const;

function project(displayName: keyof typeof carriers, testMatch: string[]): NonNullable<Config['projects']>[number] {
  return {
    displayName,
    testMatch,
    testPathIgnorePatterns: ['/node_modules/', '<rootDir>/spec/bench/', '<rootDir>/spec/types/'],
    modulePathIgnorePatterns: ['<rootDir>/dist/'],
    testEnvironment: 'node',
    injectGlobals: false,
    setupFiles: setupFiles[displayName],
    extensionsToTreatAsEsm: ['.ts'],
    // Specs are type-checked once, by `npm run types`; isolatedModules in tsconfig.json makes ts-jest only transpile.
    transform: { '^.+\\.ts$': ['ts-jest', { useESM: true, tsconfig: '<rootDir>/tsconfig.json' }] },
    moduleNameMapper: {
      '^#carrier$': `<rootDir>/lib/zone/carriers/${carriers[displayName]}.ts`,
      '^#langchainContext$': '@langchain/core/context',
      '^tracenest$': '<rootDir>/lib/index.ts',
      '^tracenest/(exporters|langchain|server|testing)$': '<rootDir>/lib/$1.ts',
      // The `.js` first: packages that ship sources beside their output must keep loading the output.
      '^(\\.{1,2}/.*)\\.js$': ['$1.js', '$1.ts'],
    },
  };
}

const config: Config = {
  // Nothing here waits for a time to pass: the limit is for what hangs, and a busy machine must not reach it.
  testTimeout: 60_000,
  // One more than the two cores of CI: specs that wait for servers and browsers leave a fifth of them idle.
  maxWorkers: 3,
  // What a worker keeps of the modules of finished suites is given back by ending it.
  workerIdleMemoryLimit: '1.5GB',
  projects: [
    project('async-local-storage', ['<rootDir>/spec/**/*.spec.ts']),
    project('bare-stack', ['<rootDir>/spec/contract/**/*.spec.ts', '<rootDir>/spec/bare/**/*.spec.ts']),
  ],
};

export default config;
