import { everyPoint, killSuite } from './kill/kill-suite.ts';

/** Each seed kills the first run and its successor at other points. */
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

killSuite('killed at any write', { run: [everyPoint], undo: [everyPoint], again: SEEDS });
