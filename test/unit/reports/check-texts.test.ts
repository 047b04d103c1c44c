import { describe, expect, it } from '@jest/globals';
import { checkers } from '../../../chaos/checkers/index.ts';
import { CHECK_TEXTS, checkText } from '../../../reports/facts/check-texts.ts';
import { nextSteps, stepText } from '../../../reports/facts/next-steps.ts';
import { interruptedRun, passingRun, stoppedRun } from './fixture.ts';

describe('the texts of checks', () => {
  it('describe every check that a system of any kind has, and the unreadable journal', () => {
    expect(Object.keys(CHECK_TEXTS).sort()).toEqual([...checkers.map(({ name }) => name), 'journal'].sort());
  });

  it('have a title, a question and a next step, each of its own kind', () => {
    for (const { title, asks, next } of Object.values(CHECK_TEXTS)) {
      expect(title).toMatch(/^[A-Z][^.?]*$/);
      expect(asks).toMatch(/\?$/);
      expect(next).toMatch(/\.$/);
    }
    const titles = Object.values(CHECK_TEXTS).map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
  });

  it("make a title of an invariant's name, whatever it is", () => {
    expect(checkText('money-conserved').title).toBe('Money conserved');
    expect(checkText('constructor').title).toBe('Constructor');
    expect(checkText('').title).toBe('Unnamed check');
  });
});

describe('the next steps', () => {
  it('do not exist after a run that passed', () => {
    expect(nextSteps(passingRun().journal)).toEqual([]);
  });

  it('begin with why the run did not complete', () => {
    const [first] = nextSteps(stoppedRun().journal);
    expect(first?.text).toContain('Find out what stopped it');
    expect(nextSteps(interruptedRun().journal)[0]?.text).toBe('Run it again, and let it end by itself.');
  });

  it('of a run that decides nothing have one step for each unknown check, with a link to it', () => {
    const { journal } = passingRun();
    const unknown = ['load-delivered', 'evidence-sealed'].map((name) => ({
      ...journal.checks[0]!,
      name,
      result: 'unknown' as const,
    }));
    const steps = nextSteps({ ...journal, verdict: 'INVALID', checks: [...journal.checks, ...unknown] });
    expect(steps.flatMap(({ checks }) => checks.map(({ href }) => href))).toEqual([
      '#check-load-delivered',
      '#check-evidence-sealed',
    ]);
    expect(steps[0]?.text).toContain('less other work');
  });

  it('name all checks that ask for the same step once', () => {
    const { journal } = passingRun();
    const unknown = ['money-conserved', 'stock-conserved'].map((name) => ({
      ...journal.checks[0]!,
      name,
      result: 'unknown' as const,
    }));
    const steps = nextSteps({ ...journal, verdict: 'INVALID', checks: unknown });
    expect(steps.map(stepText)).toEqual([
      expect.stringMatching(/^Money conserved, Stock conserved: Correct the invariant/),
    ]);
  });

  it('of a run that failed on purpose are none', () => {
    const { journal } = passingRun();
    const failed = { ...journal, verdict: 'FAIL' as const };
    expect(nextSteps({ ...failed, sabotage: 'keeps-stock' })[0]?.text).toMatch(/meant to fail/);
    expect(nextSteps(failed)[0]?.text).toMatch(/invalid check/);
  });
});
