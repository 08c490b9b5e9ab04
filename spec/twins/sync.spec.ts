import { compareTwins } from '../helpers/compareTwins.js';

await compareTwins('sync methods', 'sync', 'calls');
