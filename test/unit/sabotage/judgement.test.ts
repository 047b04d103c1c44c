import { describe, expect, it } from '@jest/globals';
import type { Check } from '../../../chaos/schemas/index.ts';
import { judgeSabotaged, judgeSound } from '../../sabotage/judgement.ts';
import type { Run } from '../../sabotage/run.ts';

const check = (name: string, result: Check['result']): Check => ({
  name,
  result,
  summary: '',
  evidence: [],
  measured: [],
});

const caught: Run = {
  experiment: 'some',
  seed: 1,
  seconds: 60,
  folder: '/runs/some',
  reasons: ['money-conserved: lost'],
  verdict: 'FAIL',
  exitCode: 1,
  checks: [check('money-conserved', 'invalid'), check('sabotage-reached', 'valid')],
};

describe('a run of a sabotaged system', () => {
  const sabotage = { name: 'thief', culprit: '', expectedCheck: 'money-conserved', experiment: 'some' };

  it('is as expected if its own check failed and the broken path was executed', () => {
    expect(judgeSabotaged(sabotage, caught)).toMatchObject({ standing: 'as expected' });
  });

  it.each<[string, Partial<Run>]>([
    ['passes', { verdict: 'PASS', exitCode: 0 }],
    ['decides nothing', { verdict: 'INVALID', exitCode: 3 }],
    ['has no verdict', { verdict: null, exitCode: 4, checks: [] }],
    ['has an exit code that contradicts its verdict', { exitCode: 0 }],
    ['fails only another check', { checks: [check('money-conserved', 'valid'), check('sabotage-reached', 'valid')] }],
    ['never executed its broken path', { checks: [check('money-conserved', 'invalid')] }],
  ])('is wrong if it %s', (_how, other) => {
    expect(judgeSabotaged(sabotage, { ...caught, ...other })).toMatchObject({ standing: 'wrong' });
  });
});

describe('a run of the unmodified system', () => {
  it.each<[Run['verdict'], number, string]>([
    ['PASS', 0, 'as expected'],
    ['INVALID', 3, 'undecided'],
    ['FAIL', 1, 'wrong'],
    [null, 4, 'wrong'],
  ])('that ends %s, exit %d, is %s', (verdict, exitCode, standing) => {
    expect(judgeSound({ ...caught, verdict, exitCode })).toMatchObject({ standing });
  });
});
