import { aroundTargets, killSuite, oneOfEachPurpose } from './kill/kill-suite.ts';

killSuite('killed at one write of each kind', {
  run: [oneOfEachPurpose, aroundTargets],
  undo: [oneOfEachPurpose, aroundTargets],
});
