import { compareTwins } from '../helpers/compareTwins.js';

await compareTwins('iterators and iterables', 'iterators', 'iterables');
