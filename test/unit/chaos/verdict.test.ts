import { describe, expect, it } from '@jest/globals';
import type { Check, Journal } from '../../../chaos/schemas/index.ts';
import { verdictExitCodes, verdictOf } from '../../../chaos/judge.ts';

const check = (result: Check['result']): Check => ({
  name: 'a-check',
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

  it.each<[status: Journal['status'], reason: string]>([
    ['running', 'The run has not ended: it was killed, or it is still running.'],
    ['stopped', 'A stop condition or `chaos stop` ended the run.'],
    ['interrupted', 'The run was interrupted.'],
    ['broken', 'The harness broke.'],
  ])('of a run that is %s decides nothing, and says why', (status, reason) => {
    expect(verdictOf([check('valid')], status)).toEqual({ verdict: 'INVALID', reasons: [reason] });
    expect(verdictOf([check('unknown')], status)).toEqual({
      verdict: 'INVALID',
      reasons: [reason, 'a-check: It is unknown.'],
    });
  });

  it.each<Journal['status']>(['running', 'stopped', 'interrupted'])(
    'of a run that is %s is FAIL if a check proves a violation',
    (status) => {
      expect(verdictOf([check('unknown'), check('invalid')], status).verdict).toBe('FAIL');
    },
  );

  it('of a run whose harness broke is never FAIL: the harness may have caused what a check finds', () => {
    expect(verdictOf([check('valid'), check('invalid')], 'broken')).toEqual({
      verdict: 'INVALID',
      reasons: ['The harness broke.', 'a-check: It is invalid.'],
    });
  });

  it('of FAIL gives only the violations as reasons', () => {
    expect(verdictOf([check('unknown'), check('invalid')], 'completed').reasons).toEqual(['a-check: It is invalid.']);
  });
});
