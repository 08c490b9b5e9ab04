import { compareTwins } from '../helpers/compareTwins.js';

await compareTwins('promises and thenables of others', 'promiseSubclass', 'thenables');
