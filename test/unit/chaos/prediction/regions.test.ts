import { describe, expect, it } from '@jest/globals';
import { predict } from '../../../../chaos/prediction/index.ts';
import { HOME, operation, OTHER } from '../checkers/region-run.ts';
import { sample } from '../sample-system.ts';
import { journal } from '../sound-run.ts';

describe('what another region answered', () => {
  const away = operation('at_home', 5, OTHER, {
    correlationId: 'r1-hit-0',
    scenario: 'hit',
    journey: 'lend',
    iteration: 0,
  });

  it('is predicted to start no saga here, and one there', () => {
    const endIn = (region: string) => predict(journal.experiment, 1, [away], sample, region).get('r1-hit-0')?.end;
    expect(endIn(HOME)).toBe('refused');
    expect(endIn(OTHER)).toBe(predict(journal.experiment, 1, [away], sample).get('r1-hit-0')?.end);
    expect(endIn(OTHER)).not.toBe('refused');
  });
});
