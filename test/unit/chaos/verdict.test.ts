import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { contradicted } from '../../../chaos/checkers/evidence-agrees.ts';
import type { Check, Journal } from '../../../chaos/schemas/index.ts';
import { checkRun, judge, judgeAgain, verdictExitCodes, verdictOf } from '../../../chaos/judge.ts';
import { evidence, events, journal, sagas, snapshot } from './sound-run.ts';

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

  it('of a run whose files were changed decides nothing, whatever the checks found', () => {
    const sealed = (result: Check['result']): Check => ({ ...check(result), name: 'evidence-sealed' });
    expect(verdictOf([sealed('unknown'), check('invalid')], 'completed').verdict).toBe('INVALID');
    expect(verdictOf([check('invalid'), sealed('unknown')], 'completed').verdict).toBe('INVALID');
    expect(verdictOf([sealed('valid'), check('invalid')], 'completed').verdict).toBe('FAIL');
  });
});

describe('the verdict on a run', () => {
  const lost = { drained: snapshot('drained', 16, sagas.slice(1)) };
  const broken = (journal: Partial<Journal>) =>
    judge(evidence({ journal: { status: 'broken', ...journal } })).reasons[0];

  it('that broke says what broke it, as the runner wrote it', () => {
    expect(broken({ reasons: ['no disk'] })).toBe('The harness broke: no disk');
    expect(broken({ reasons: [] })).toBe('The harness broke.');
    expect(broken({ reasons: ['no disk'], verdict: 'INVALID' })).toBe('The harness broke.');
    expect(broken({ reasons: ['no disk'], status: 'interrupted' })).toBe('The run was interrupted.');
  });

  it('without a definition says that the stores are not judged, if it passes', () => {
    const experiment = { ...journal.experiment, faults: [], drift: [], expect: { alarms: [], outcomes: [] } };
    const plain = { system: null, counts: {}, hits: {}, rules: undefined, experiment };
    const undisturbed = events.filter(({ kind }) => !/^(?:fault|alarm$|drift|snapshot|reconcile|backlog)/.test(kind));
    const run = { system: null, events: undisturbed, reconciles: [], journal: plain };
    const passed = judge(evidence(run));
    expect([passed.verdict, passed.reasons.slice(1)]).toEqual([
      'PASS',
      ['What the stores hold is not judged: the run has no definition of its system.'],
    ]);
    const undecided = judge(evidence({ ...run, missing: { k6: 'k6 is missing' } }));
    expect([undecided.verdict, undecided.reasons.filter((line) => line.includes('not judged'))]).toEqual([
      'INVALID',
      [],
    ]);
    expect(judge(evidence(lost)).verdict).toBe('FAIL');
  });

  it('that was recorded otherwise is unknown, by the one check that compares the evidence with itself', () => {
    const { checks, verdict } = judgeAgain(evidence({ journal: { verdict: 'FAIL' } }));
    const unknown = checks.filter(({ result }) => result !== 'valid');
    expect(verdict).toBe('INVALID');
    expect(unknown.map(({ name }) => name)).toEqual(['evidence-agrees']);
    expect(unknown[0]?.evidence).toContain(
      'the verdict that evenkeel of an unknown version recorded is FAIL, and judged again PASS',
    );
  });

  it('adds what differs to what the check found before', () => {
    const agrees = (result: Check['result']): Check => ({ ...check(result), evidence: ['earlier'] });
    expect(contradicted(agrees('unknown'), ['later'])).toEqual({
      name: 'a-check',
      result: 'unknown',
      summary: 'The evidence contradicts itself.',
      evidence: ['earlier', 'later'],
      measured: [],
    });
    expect(contradicted(agrees('valid'), ['later']).evidence).toEqual(['later']);
  });

  it('without a readable journal is INVALID, by its only check', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'unreadable-run-'));
    await writeFile(join(directory, 'journal.json'), '{');
    const checked = await checkRun(directory);
    await rm(directory, { recursive: true });
    expect(checked).toEqual({
      evidence: undefined,
      verdict: 'INVALID',
      checks: [
        {
          name: 'journal',
          result: 'unknown',
          summary: 'The run left no readable journal.',
          evidence: [expect.stringContaining('journal.json')],
          measured: [],
        },
      ],
      reasons: ['journal: The run left no readable journal.'],
    });
  });

  it('cannot be given without a directory', async () => {
    await expect(checkRun(join(tmpdir(), 'no-such-run'))).rejects.toThrow('no-such-run');
  });
});
