import { meanBareStack } from '../helpers/meanBareStack.js';

meanBareStack();
