import { aroundTargets, killSuite, oneOfEachPurpose } from './kill/kill-suite.ts';

killSuite('a kill', { run: [oneOfEachPurpose, aroundTargets], undo: [oneOfEachPurpose, aroundTargets] });
