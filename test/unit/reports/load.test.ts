import { describe, expect, it } from '@jest/globals';
import { Journal, type Operation } from '../../../chaos/schemas/index.ts';
import { loadCurves } from '../../../reports/facts/curves.ts';
import { loadRows, loadTotals } from '../../../reports/facts/load.ts';
import { quantile } from '../../../reports/facts/quantiles.ts';
import { type Fixture, passingRun } from './fixture.ts';

const k6Of = ({ summary }: Fixture) => summary as { metrics: Record<string, { values: Record<string, number> }> };

/** A run in which a fault makes every tenth request of its phase fail, as the experiment expects. */
function runWithErrors(): Fixture {
  const run = passingRun();
  const operations = run.operations.map(
    (operation): Operation =>
      operation.scenario === 'fault' && operation.iteration % 10 === 0 ? { ...operation, status: 502 } : operation,
  );
  return { ...run, operations };
}

describe('the quantiles of response times', () => {
  it.each([
    [0.5, 2.5],
    [0, 1],
    [1, 4],
  ])('are interpolated as k6 does: %d of 1 to 4 is %d', (part, value) => {
    expect(quantile([1, 2, 3, 4], part)).toBe(value);
  });

  it('do not exist without values', () => {
    expect(quantile([], 0.95)).toBeNull();
  });
});

describe('the figures of the load', () => {
  it('are the same in the tiles and in the table', () => {
    const run = runWithErrors();
    const from = { ...run, k6: k6Of(run) };
    const rows = loadRows(from);
    const totals = loadTotals(from);
    const sum = (of: (row: (typeof rows)[number]) => number | null) =>
      rows.reduce((all, row) => all + (of(row) ?? Number.NaN), 0);
    expect(totals).toMatchObject({ requests: 650, errors: 30, unexpected: 0 });
    expect(sum(({ requests }) => requests)).toBe(totals.requests);
    expect(sum(({ errors }) => errors)).toBe(totals.errors);
    expect(sum(({ unexpected }) => unexpected)).toBe(totals.unexpected);
  });

  it("come from k6's summary if the history is missing", () => {
    const run = passingRun();
    const [row] = loadRows({ ...run, k6: k6Of(run), operations: [] });
    const [known] = loadRows({ ...run, k6: k6Of(run) });
    expect(row).toMatchObject({ requests: known?.requests, errors: null });
    expect(row?.p95).toBeGreaterThan(18);
  });

  it("count unexpected answers by the journeys' checks if k6 does not count failed requests", () => {
    const run = passingRun();
    const metrics = { 'checks{scenario:baseline-baseline}': { values: { passes: 198, fails: 2 } } };
    const [row] = loadRows({ ...run, k6: { metrics } });
    expect(row?.unexpected).toBe(2);
  });

  it('are unknown without history and summary', () => {
    const totals = loadTotals({ ...passingRun(), operations: [], k6: undefined });
    expect(totals).toEqual({
      requests: null,
      errors: null,
      unexpected: null,
      median: null,
      p95: null,
      p99: null,
      max: null,
    });
  });

  it('belong to the phase in which a scenario sent them, if it returns later', () => {
    const run = passingRun();
    const [first] = run.journal.experiment.phases;
    const phases = ['one', 'two'].map((name) => ({
      ...first!,
      name,
      scenarios: [{ ...first!.scenarios[0]!, name: 'baseline' }],
    }));
    const journal = Journal.parse({ ...run.journal, experiment: { ...run.journal.experiment, phases } });
    const operations = [0, 199, 200, 201].map((iteration) => ({ ...run.operations[0]!, iteration }));
    const rows = loadRows({ journal, operations, k6: undefined });
    expect(rows.map(({ phase, requests }) => [phase, requests])).toEqual([
      ['one', 2],
      ['two', 2],
    ]);
  });
});

describe('the curves of the load', () => {
  it('have every request in one interval, and no more than 90 intervals', () => {
    const { intervals, intervalMs } = loadCurves(runWithErrors());
    expect(intervals.reduce((sum, { requests }) => sum + requests, 0)).toBe(650);
    expect(intervals.reduce((sum, { errors }) => sum + errors, 0)).toBe(30);
    expect(intervals.length).toBeLessThanOrEqual(90);
    expect(intervalMs).toBe(5000);
  });

  it('have rates and quantiles where requests were sent, and gaps elsewhere', () => {
    const { intervals } = loadCurves(passingRun());
    const busy = intervals.find(({ from }) => from === 10_000);
    expect(busy).toMatchObject({ requests: 25, perSecond: 5 });
    expect(busy?.p50).toBeLessThanOrEqual(busy?.p95 ?? 0);
    expect(busy?.p95).toBeLessThanOrEqual(busy?.p99 ?? 0);
    expect(intervals.find(({ from }) => from === 200_000)).toMatchObject({ requests: 0, p50: null, p99: null });
  });

  it('show faults that are armed together as one band', () => {
    expect(loadCurves(passingRun()).bands).toEqual([
      { from: 46_000, to: 127_000, faults: ['reserve-exception', 'capture-exception'] },
    ]);
  });
});
