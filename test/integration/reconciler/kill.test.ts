import { atTargets, killSuite, oneOfEachRepair } from './kill/kill-suite.ts';

/** The soak suite kills at every write. */
killSuite('killed at one write of each kind', { run: [oneOfEachRepair], undo: [atTargets] });
