import { compareTwins } from '../helpers/compareTwins.js';

await compareTwins('rejections', 'rejections', 'sharedPromises');
