import { compareTwins } from '../helpers/compareTwins.js';

await compareTwins('members', 'members', 'places');
