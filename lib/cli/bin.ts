#!/usr/bin/env node
import { quietSqliteWarning } from './quietSqliteWarning.js';

quietSqliteWarning();
// Loaded after, so that what it loads warns into the filter.
const { main } = await import('./main.js');
process.exitCode = await main(process.argv.slice(2));
