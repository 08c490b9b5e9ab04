import { compareTwins } from '../helpers/compareTwins.js';

await compareTwins('generators', 'generators', 'generatorProtocol');
