import { build, type Format } from 'esbuild';
import { bareStackBanner } from './meanBareStack.js';

/** The carriers, as their files are named. */
export type CarrierName = 'asyncLocalStorage' | 'bareStack';

/** One file of code with a fixture and the library in it, for another thread or process. */
export async function bundle(entry: string, carrier: CarrierName, format: Format): Promise<string> {
  const banner = bareStackBanner(carrier);
  const { outputFiles } = await build({
    entryPoints: [entry],
    alias: { '#carrier': `./lib/zone/carriers/${carrier}.ts` },
    bundle: true,
    write: false,
    platform: 'node',
    // Below what has `using`: Node 20 has none.
    target: 'es2022',
    format,
    ...(banner === undefined ? {} : { banner }),
  });
  return outputFiles[0]?.text ?? '';
}
