import { rmSync } from 'node:fs';

// A file that left lib must leave dist too, or the package would go on shipping it.
rmSync(new URL('../dist', import.meta.url), { recursive: true, force: true });
