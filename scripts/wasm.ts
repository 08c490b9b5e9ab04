// Writes the WebAssembly module that lib uses from its source, as text that any bundler takes along.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import openWabt from 'wabt';

const folder = join(import.meta.dirname, '../lib/export/json');
const { parseWat } = await openWabt();
const module = parseWat('jsonText.wat', readFileSync(join(folder, 'jsonText.wat'), 'utf8'), { simd: true });
const text = Buffer.from(module.toBinary({}).buffer).toString('base64');
writeFileSync(
  join(folder, 'jsonTextModule.ts'),
  `/** \`jsonText.wat\` in its binary form, made by \`npm run wasm\`. */\nexport const jsonTextModule =\n  '${text}';\n`,
);
