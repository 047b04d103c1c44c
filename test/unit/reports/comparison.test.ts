import { describe, expect, it } from '@jest/globals';
import type { Check } from '../../../chaos/schemas/index.ts';
import { changesText, changeText, compareRuns, hasRegressed } from '../../../reports/facts/comparison.ts';
import { renderComparison } from '../../../reports/html/comparison.tsx';
import type { Run } from '../../../reports/run.ts';
import { failingRun, type Fixture, hostileRun, passingRun } from './fixture.ts';

const asRun = (fixture: Fixture): Run => ({ ...fixture, traces: undefined, spans: [], k6: undefined, gaps: [] });

const check = (name: string, result: Check['result'], value = 1): Check => ({
  name,
  result,
  summary: `${name} is ${result}`,
  evidence: [],
  measured: [{ name: 'slowest', unit: 's', value, budget: null }],
});

function runWith(checks: readonly Check[]): Run {
  const run = asRun(passingRun());
  return { ...run, journal: { ...run.journal, checks: [...checks] } };
}

describe('the comparison of two runs', () => {
  it('says of each check whether it is new, fixed, regressed, gone or still failing', () => {
    const before = runWith([
      check('a', 'valid'),
      check('b', 'invalid'),
      check('c', 'unknown'),
      check('d', 'valid'),
      check('e', 'unknown'),
      check('f', 'valid'),
    ]);
    const after = runWith([
      check('a', 'invalid'),
      check('b', 'valid'),
      check('c', 'invalid'),
      check('e', 'unknown'),
      check('f', 'valid'),
      check('g', 'valid'),
    ]);
    const comparison = compareRuns(before, after);
    expect(comparison.checks.map(({ name, change }) => [name, change])).toEqual([
      ['a', 'regressed'],
      ['c', 'regressed'],
      ['g', 'new'],
      ['e', 'still failing'],
      ['b', 'fixed'],
      ['d', 'gone'],
    ]);
    expect(changesText(comparison)).toBe('2 regressed, 1 new, 1 still failing, 1 fixed, 1 gone, 1 check unchanged');
    expect(hasRegressed(comparison)).toBe(true);
  });

  it('finds nothing between a run and itself', () => {
    const run = asRun(passingRun());
    const comparison = compareRuns(run, run);
    expect(comparison).toMatchObject({ checks: [], figures: [], differences: [] });
    expect(hasRegressed(comparison)).toBe(false);
  });

  it('counts a new check that is not valid as worse, and a new one that is valid not', () => {
    const before = runWith([]);
    expect(hasRegressed(compareRuns(before, runWith([check('a', 'unknown')])))).toBe(true);
    expect(hasRegressed(compareRuns(before, runWith([check('a', 'valid')])))).toBe(false);
  });

  it('lists figures that changed by a tenth or more, by their names', () => {
    const { figures } = compareRuns(
      runWith([check('a', 'valid', 10), check('b', 'valid', 10)]),
      runWith([check('a', 'valid', 12), check('b', 'valid', 10.5)]),
    );
    expect(figures).toEqual([{ name: 'slowest, A', unit: 's', before: 10, after: 12 }]);
    expect(figures.map(changeText)).toEqual(['+20 %']);
  });

  it('says that the conditions were not the same', () => {
    const { differences } = compareRuns(asRun(passingRun()), asRun(failingRun()));
    expect(differences).toEqual(['Planted bug: none, then warehouse-rollback-keeps-stock.']);
    const other = asRun(passingRun());
    const moved = { ...other, journal: { ...other.journal, seed: 7, origin: { host: 'elsewhere' } } };
    expect(compareRuns(asRun(passingRun()), moved).differences).toEqual([
      'Seed: 42, then 7.',
      'Commit: c0ffeec0ffee, with uncommitted changes, then not recorded.',
      'Host: bench, then elsewhere.',
    ]);
  });
});

describe('the page of a comparison', () => {
  it('shows both runs, the changed checks and the changed figures', () => {
    const page = renderComparison(compareRuns(asRun(passingRun()), asRun(failingRun())));
    expect(page).toMatch(/earlier.*PASS.*later.*FAIL/s);
    expect(page).toContain('Stock conservation');
    expect(page).toMatch(/regressed|new/);
  });

  it('shows text from the runs as text, and works offline', () => {
    const page = renderComparison(compareRuns(asRun(passingRun()), asRun(hostileRun())));
    expect(page).not.toMatch(/<(script|img|link)/i);
    expect(page).toContain("default-src 'none'");
  });
});
