import { enginesOfFile } from './items.ts';
import { killedSuite, STAGES } from './killed-suite.ts';

killedSuite(enginesOfFile(), STAGES, [0, 1, 2, 3, 5, 7, 10]);
