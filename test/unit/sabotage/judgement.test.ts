import { describe, expect, it } from '@jest/globals';
import type { Check } from '../../../chaos/schemas/index.ts';
import { judgeSabotaged, judgeSound } from '../../sabotage/judgement.ts';
import { alone, together } from '../../sabotage/planted.ts';
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
  marks: ['stolen'],
  reasons: ['money-conserved: lost'],
  verdict: 'FAIL',
  exitCode: 1,
  checks: [check('money-conserved', 'invalid'), check('sabotage-reached', 'valid')],
};

describe('a run of a sabotaged system', () => {
  const planted = alone({ name: 'thief', culprit: '', expectedCheck: 'money-conserved', experiment: 'some' });

  it('is as expected if its own check failed and the broken path was executed', () => {
    expect(judgeSabotaged(planted, caught)).toMatchObject({
      standing: 'as expected',
      wanted: ['money-conserved'],
      caughtBy: ['money-conserved'],
    });
  });

  it('is undecided if its own check is unknown, even if another one failed', () => {
    const checks = [
      check('money-conserved', 'unknown'),
      check('explained', 'invalid'),
      check('sabotage-reached', 'valid'),
    ];
    expect(judgeSabotaged(planted, { ...caught, checks })).toMatchObject({ standing: 'undecided', caughtBy: [] });
  });

  it('is undecided if the run decides nothing', () => {
    const run: Run = { ...caught, verdict: 'INVALID', exitCode: 3, checks: [check('harness-present', 'unknown')] };
    expect(judgeSabotaged(planted, run)).toMatchObject({ standing: 'undecided', caughtBy: [] });
  });

  it.each<[string, Partial<Run>]>([
    ['passes', { verdict: 'PASS', exitCode: 0 }],
    ['decides nothing, but says otherwise', { verdict: 'INVALID', exitCode: 1 }],
    ['has no verdict', { verdict: null, exitCode: 4, checks: [] }],
    ['has an exit code that contradicts its verdict', { exitCode: 0 }],
    ['fails only another check', { checks: [check('money-conserved', 'valid'), check('sabotage-reached', 'valid')] }],
    ['never executed its broken path', { checks: [check('money-conserved', 'invalid')] }],
  ])('is wrong if it %s', (_how, other) => {
    expect(judgeSabotaged(planted, { ...caught, ...other })).toMatchObject({ standing: 'wrong', caughtBy: [] });
  });
});

describe('a run of a system with two sabotages', () => {
  const thief = { name: 'thief', culprit: '', expectedCheck: 'money-conserved', experiment: 'some' };
  const waster = { name: 'waster', culprit: '', expectedCheck: 'stock-conserved', experiment: 'some' };
  const pair = together(thief, waster, 'some');

  it('is as expected if the check of either failed and its own broken path was executed', () => {
    expect(judgeSabotaged(pair, { ...caught, marks: ['thief: stolen'] })).toMatchObject({
      standing: 'as expected',
      message: 'caught by money-conserved (thief)',
      wanted: ['money-conserved', 'stock-conserved'],
      caughtBy: ['money-conserved'],
    });
  });

  it('is wrong if only the other broken path was executed', () => {
    expect(judgeSabotaged(pair, { ...caught, marks: ['waster: wasted'] })).toMatchObject({ standing: 'wrong' });
  });

  it('is as expected if the failed check belongs to a change that shows in the deployed resources', () => {
    const shown = together({ ...thief, seen: async () => Promise.resolve('seen') }, waster, 'some');
    expect(judgeSabotaged(shown, { ...caught, marks: ['waster: wasted'] })).toMatchObject({ standing: 'as expected' });
  });

  it('is wrong if only the check of neither failed', () => {
    const checks = [check('explained', 'invalid'), check('sabotage-reached', 'valid')];
    const run = { ...caught, checks, marks: ['thief: stolen', 'waster: wasted'] };
    expect(judgeSabotaged(pair, run)).toMatchObject({ standing: 'wrong' });
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
