import { compareTwins } from '../helpers/compareTwins.js';

await compareTwins('async generators', 'asyncGenerators', 'asyncGeneratorProtocol');
