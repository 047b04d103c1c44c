import { everyPoint, killSuite } from './kill/kill-suite.ts';

/** Each makes other choices of where the run that follows a killed one is killed too. */
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

killSuite('a kill, anywhere', { run: [everyPoint], undo: [everyPoint], again: SEEDS });
