import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';

/** A Chromium to start. */
export interface FoundChromium {
  readonly executablePath: string;
  readonly env: Readonly<Record<string, string>>;
}

const root = join(import.meta.dirname, '..', '..');
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/**
 * Finds a Chromium, or makes one be there: `CHROMIUM_PATH`, one that is installed, one that Playwright has downloaded, the one
 * that an npm package brings along, and at last the system's package.
 */
export function foundChromium(): FoundChromium {
  const told = process.env['CHROMIUM_PATH'];
  if (told !== undefined && told !== '') {
    if (existsSync(told)) return plain(told);
    throw new Error(`CHROMIUM_PATH is ${told}, and there is no such file.`);
  }
  const found = inPath() ?? ofPlaywright() ?? inApplications();
  if (found !== undefined) return plain(found);
  const reasons: string[] = [];
  for (const make of [unpacked, installed]) {
    try {
      return make();
    } catch (error) {
      reasons.push((error as Error).message);
    }
  }
  throw new Error(
    `The browser specs need Chromium, and none is here. Install one, or set CHROMIUM_PATH.\n${reasons.join('\n')}`,
  );
}

function plain(executablePath: string): FoundChromium {
  return { executablePath, env: {} };
}

function inPath(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find((path) => existsSync(path));
}

function inApplications(): string | undefined {
  return [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  ].find((path) => existsSync(path));
}

function ofPlaywright(): string | undefined {
  const cache = process.env['PLAYWRIGHT_BROWSERS_PATH'] ?? join(homedir(), '.cache', 'ms-playwright');
  if (!existsSync(cache)) return undefined;
  return readdirSync(cache)
    .filter((name) => name.startsWith('chromium'))
    .flatMap((name) => ['chrome-linux', 'chrome-linux64'].map((folder) => join(cache, name, folder)))
    .flatMap((folder) => ['chrome', 'headless_shell'].map((name) => join(folder, name)))
    .find((path) => existsSync(path));
}

/** `@sparticuz/chromium` brings a headless Chromium for Linux with the libraries that a bare system lacks, packed. */
function unpacked(): FoundChromium {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('The packed Chromium is for Linux on x64.');
  const packed = join(root, 'node_modules', '@sparticuz', 'chromium', 'bin');
  const folder = join(root, 'node_modules', '.cache', 'tracenest-chromium');
  if (!existsSync(folder)) unpackInto(packed, folder);
  return {
    executablePath: join(folder, 'chromium'),
    env: {
      LD_LIBRARY_PATH: join(folder, 'lib'),
      ...(existsSync('/etc/fonts') ? {} : { FONTCONFIG_PATH: join(folder, 'fonts') }),
    },
  };
}

function unpackInto(packed: string, folder: string): void {
  const unpack = (name: string): Buffer => brotliDecompressSync(readFileSync(join(packed, name)));
  // Beside it first, as several spec files may do the same at once; the first one that is done is kept.
  const own = `${folder}-${process.pid}`;
  mkdirSync(own, { recursive: true });
  for (const name of ['al2023.tar', 'fonts.tar']) {
    execFileSync('tar', ['-x', '-C', own], { input: unpack(`${name}.br`) });
  }
  writeFileSync(join(own, 'chromium'), unpack('chromium.br'), { mode: 0o755 });
  try {
    renameSync(own, folder);
  } catch (error) {
    rmSync(own, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
}

function installed(): FoundChromium {
  if (process.getuid?.() !== 0) throw new Error('Only root may install it by apt-get.');
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  execFileSync('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], {
    env: environment,
    stdio: 'ignore',
  });
  const path = inPath();
  if (path === undefined) throw new Error('apt-get installed a chromium that is not in PATH.');
  return plain(path);
}
