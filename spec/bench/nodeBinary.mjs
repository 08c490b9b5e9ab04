import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from './cacheFolder.mjs';

/** @returns {{ path: string, version: string }} the Node to measure with: this one, or a major version from npm */
export function nodeBinary(major) {
  if (major === undefined) return { path: process.execPath, version: process.version };
  if (!/^\d+$/.test(major)) throw new Error(`--node takes a major version such as 24, not "${major}".`);
  const folder = fileURLToPath(new URL(`node-${major}/`, cacheFolder));
  const path = `${folder}node_modules/node/bin/node`;
  if (!existsSync(path)) install(major, folder);
  const version = execFileSync(path, ['--version'], { encoding: 'utf8' }).trim();
  if (!version.startsWith(`v${major}.`)) throw new Error(`${path} is Node ${version}, not ${major}: delete it.`);
  return { path, version };
}

function install(major, folder) {
  console.error(`Installing node@${major} into ${folder}`);
  mkdirSync(folder, { recursive: true });
  // The package is a script that fetches the binary for this platform: npm must be allowed to run it.
  writeFileSync(`${folder}package.json`, `${JSON.stringify({ private: true, allowScripts: { node: true } })}\n`);
  const flags = ['--no-save', '--no-package-lock', '--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync('npm', ['install', '--prefix', folder, ...flags, '--ignore-scripts=false', `node@${major}`], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
