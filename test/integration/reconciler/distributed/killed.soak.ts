import { killedSuite } from './killed-suite.ts';

killedSuite([0, 1, 2, 3, 5, 7, 10]);
