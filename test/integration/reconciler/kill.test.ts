import { aroundTargets, killSuite, oneOfEachPurpose } from './kill/kill-suite.ts';

/** The soak suite kills at every write. */
killSuite('killed at one write of each kind', { run: [oneOfEachPurpose], undo: [aroundTargets] });
