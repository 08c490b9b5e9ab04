import { report } from '../../diagnostics/diagnostic.js';

/** What tells runtimes apart that have `AsyncLocalStorage`. */
interface Host {
  readonly Bun?: unknown;
  readonly Deno?: unknown;
  readonly process?: { readonly versions?: { readonly node?: unknown } };
}

/** The name of a runtime on which there is no need for the bare stack. */
function serverRuntime(): string | undefined {
  const { Bun, Deno, process } = globalThis as Host;
  if (Bun !== undefined) return 'Bun';
  if (Deno !== undefined) return 'Deno';
  return typeof process?.versions?.node === 'string' ? 'Node' : undefined;
}

/**
 * Tells who got the bare stack where there is better: a bundler that knows nothing of servers takes what is for browsers, and
 * the trees would be silently wrong. In a microtask, because the program says only after its imports who is to be told.
 */
export function warnOnServer(): void {
  const runtime = serverRuntime();
  if (runtime === undefined) return;
  queueMicrotask(() => {
    report({
      code: 'carrier-bare-stack',
      message:
        `Context is kept by the bare stack of browsers, though this is ${runtime}: what runs after an await of anything undecorated loses its parent. ` +
        'The package was resolved without the condition "node", by a bundler or a test environment. Add it (rollup: nodeResolve({ exportConditions: ["node"] }); ' +
        'webpack: target: "node"; jest-environment-jsdom: testEnvironmentOptions: { customExportConditions: ["node", "node-addons"] }), or leave tracenest out of the bundle.',
    });
  });
}
