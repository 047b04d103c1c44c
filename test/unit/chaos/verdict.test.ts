import { describe, expect, it } from '@jest/globals';
import type { Check } from '../../../chaos/contract/index.ts';
import { verdictExitCodes, verdictOf } from '../../../chaos/verdict.ts';

const check = (result: Check['result']): Check => ({
  name: `a-check`,
  result,
  summary: `It is ${result}.`,
  evidence: [],
  measured: [],
});

describe('a verdict', () => {
  it.each<[results: Check['result'][], verdict: string, exitCode: number]>([
    [['valid', 'valid'], 'PASS', 0],
    [['valid', 'unknown'], 'INVALID', 3],
    [['valid', 'invalid'], 'FAIL', 1],
    [['unknown', 'invalid'], 'FAIL', 1],
  ])('of checks that are %j is %s', (results, verdict, exitCode) => {
    const given = verdictOf(results.map(check), 'completed');
    expect(given.verdict).toBe(verdict);
    expect(verdictExitCodes[given.verdict]).toBe(exitCode);
  });

  it('names the checks that decided it', () => {
    expect(verdictOf([check('valid'), check('unknown')], 'completed').reasons).toEqual(['a-check: It is unknown.']);
  });

  it.each(['running', 'interrupted', 'broken'] as const)('decides nothing on a run that is %s', (status) => {
    expect(verdictOf([check('valid')], status)).toEqual({ verdict: 'INVALID', reasons: [`The run is ${status}.`] });
  });

  it('stays FAIL for a proven violation in a run that was cut short', () => {
    expect(verdictOf([check('invalid')], 'interrupted').verdict).toBe('FAIL');
  });
});
