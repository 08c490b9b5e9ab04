import { compareTwins } from '../helpers/compareTwins.js';

await compareTwins('async methods', 'async', 'promises');
