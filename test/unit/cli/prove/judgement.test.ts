import { describe, expect, it } from '@jest/globals';
import type { Sabotage } from '../../../../chaos/sabotage/index.ts';
import type { Check } from '../../../../chaos/schemas/index.ts';
import { judgeSabotaged, type SabotagedRun, unprovenChecks } from '../../../../cli/prove/judgement.ts';
import { matrixOf } from '../../../../cli/prove/matrix.ts';

const sabotage: Sabotage = {
  name: 'charge-twice',
  culprit: 'A retry charges again.',
  expectedCheck: 'exactly-once',
  experiment: 'first',
};
const check = (name: string, result: Check['result']): Check => ({
  name,
  result,
  summary: '',
  evidence: [],
  measured: [],
});
const run = (verdict: SabotagedRun['verdict'], ...checks: Check[]): SabotagedRun => ({
  verdict,
  checks,
  reasons: ['why'],
  seconds: 1,
  directory: '/run',
});
const reached = check('sabotage-reached', 'valid');

describe('a sabotage', () => {
  it('is caught if the run fails by its check, after its broken path was executed', () => {
    const row = judgeSabotaged(sabotage, run('FAIL', check('exactly-once', 'invalid'), reached));
    expect(row).toMatchObject({ caught: true, problems: [] });
  });

  it.each([
    ['the run passes', run('PASS', check('exactly-once', 'valid'), reached), 'verdict PASS: why'],
    ['another check fails', run('FAIL', check('exactly-once', 'valid'), reached), 'exactly-once is valid'],
    ['its check did not judge', run('FAIL', reached), 'exactly-once is missing'],
    [
      'its broken path was not executed',
      run('FAIL', check('exactly-once', 'invalid'), check('sabotage-reached', 'invalid')),
      'its broken path was not executed',
    ],
    ['the broken system did not start', run(null), 'verdict none: why'],
  ])('is not caught if %s', (_when, ran, problem) => {
    const row = judgeSabotaged(sabotage, ran);
    expect(row.caught).toBe(false);
    expect(row.problems).toContain(problem);
  });
});

describe('the matrix', () => {
  const caught = judgeSabotaged(
    sabotage,
    run('FAIL', check('exactly-once', 'invalid'), check('a', 'invalid'), reached),
  );
  const missed = judgeSabotaged(
    { ...sabotage, name: 'hold-kept', expectedCheck: 'b' },
    run('PASS', check('exactly-once', 'valid'), check('b', 'valid'), reached),
  );

  it('has a line for each sabotage, with its check, the verdict and whether it was caught', () => {
    expect(matrixOf([caught, missed])).toEqual([
      'sabotage      check that must catch it  verdict  caught',
      'charge-twice  exactly-once              FAIL     yes',
      'hold-kept     b                         PASS     NO: verdict PASS: why; b is valid',
    ]);
  });

  it('names every check that no sabotage made invalid, whichever check must catch it', () => {
    expect(unprovenChecks([caught, missed])).toEqual(['b']);
    const byAnother = judgeSabotaged(sabotage, run('FAIL', check('exactly-once', 'valid'), check('b', 'invalid')));
    expect(unprovenChecks([missed, byAnother])).toEqual(['exactly-once']);
  });
});
