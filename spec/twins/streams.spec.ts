import { compareTwins } from '../helpers/compareTwins.js';

await compareTwins('web streams', 'streams', 'streamPipes', 'promisedStreams');
