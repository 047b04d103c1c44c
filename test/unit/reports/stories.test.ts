import { describe, expect, it } from '@jest/globals';
import type { Operation } from '../../../chaos/schemas/index.ts';
import { chosenStories } from '../../../reports/facts/chosen-stories.ts';
import { storiesOf } from '../../../reports/facts/stories.ts';
import type { Run } from '../../../reports/run.ts';
import { type Fixture, passingRun } from './fixture.ts';

const asRun = (fixture: Fixture): Run => ({ ...fixture, traces: undefined, spans: [], k6: undefined, gaps: [] });

/** A run all of whose requests failed. */
function failedRun(count: number): Run {
  const run = asRun(passingRun());
  const [first] = run.operations;
  const operations = Array.from(
    { length: count },
    (_, iteration): Operation => ({ ...first!, iteration, correlationId: `gd7-fault-${iteration}`, status: 500 }),
  );
  return { ...run, events: [], operations };
}

describe('the story of a request', () => {
  const run = asRun(passingRun());
  const hit = run.events.find((event) => event.kind === 'fault.hit' && event.faultId === 'reserve-exception');
  const id = hit?.kind === 'fault.hit' ? hit.correlationId : '';
  const story = storiesOf(run).of(id);

  it('has the request, the answer, the hits and the steps of the saga, in order', () => {
    expect(story?.steps[0]).toMatchObject({ kind: 'request', who: 'load', afterMs: 0 });
    expect(story?.steps.filter(({ kind }) => kind === 'fault')).toHaveLength(3);
    expect(story?.steps.find(({ kind }) => kind === 'answer')).toMatchObject({ what: 'status 202' });
    expect(story?.steps.at(-1)).toMatchObject({ kind: 'saga', who: 'checkout', what: 'ROLLED_BACK' });
    const times = story?.steps.map(({ afterMs }) => afterMs) ?? [];
    expect(times).toEqual([...times].sort((one, other) => one - other));
  });

  it('names the faults that hit it and its last step', () => {
    expect(story).toMatchObject({ faults: ['reserve-exception'], last: 'checkout ROLLED_BACK' });
  });

  it('has the drift that was seeded in its records, and its repair', () => {
    const drifted = storiesOf(run).of('gd7-baseline-112');
    expect(drifted?.steps.filter(({ kind }) => kind === 'drift').map(({ what }) => what)).toEqual([
      'reservation lost',
      'order and reservation: repaired',
    ]);
  });

  it('does not exist for an id that the run does not know', () => {
    expect(storiesOf(run).of('gd7-baseline-9999')).toBeUndefined();
  });
});

describe('the stories of a report', () => {
  it('are those of every request that failed or was hit', () => {
    const { onPage, beside, hits, leftOut } = chosenStories(asRun(passingRun()));
    const ids = new Set([...hits.values()].flat());
    expect(new Set([...onPage, ...beside].map(({ correlationId }) => correlationId))).toEqual(ids);
    expect(leftOut).toBe(0);
  });

  it('begin with those that an invalid check names', () => {
    const run = asRun(passingRun());
    const check = { ...run.journal.checks[0]!, result: 'invalid' as const, evidence: ['gd7-baseline-3: got 404'] };
    const { onPage, hrefOf } = chosenStories({ ...run, journal: { ...run.journal, checks: [check] } });
    expect(onPage[0]?.correlationId).toBe('gd7-baseline-3');
    expect(hrefOf('gd7-baseline-3')).toBe('#trace-gd7-baseline-3');
  });

  it('are on a page of their own beyond 50, and beyond 2,050 they are left out and counted', () => {
    const { onPage, beside, leftOut, hrefOf } = chosenStories(failedRun(2100));
    expect([onPage.length, beside.length, leftOut]).toEqual([50, 2000, 50]);
    expect(hrefOf('gd7-fault-49')).toBe('#trace-gd7-fault-49');
    expect(hrefOf('gd7-fault-50')).toBe('traces.html#trace-gd7-fault-50');
    expect(hrefOf('gd7-fault-2099')).toBeUndefined();
  });

  it('include refused requests, unless the experiment expects the refusal', () => {
    const run = asRun(passingRun());
    const operations = run.operations.slice(0, 1).map((operation) => ({ ...operation, status: 404 }));
    const expecting = (status: number[]): Run => {
      const { experiment } = run.journal;
      const outcomes = [{ scenario: 'baseline', status }];
      const expect = { ...experiment.expect, outcomes };
      return { ...run, operations, journal: { ...run.journal, experiment: { ...experiment, expect } } };
    };
    expect(chosenStories(expecting([202])).failed).toEqual(['gd7-baseline-0']);
    expect(chosenStories(expecting([404])).failed).toEqual([]);
  });
});
