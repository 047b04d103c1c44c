import { describe, expect, it } from '@jest/globals';
import { INCOMPLETE } from '../../../../chaos/checkers/checker.ts';
import { checkAll } from '../../../../chaos/judge.ts';
import type { Traces } from '../../../../chaos/evidence/index.ts';
import type { TraceSpan } from '../../../../chaos/schemas/index.ts';
import { sagaTraceOf } from '../../../../services/shared/tracing/saga-trace.ts';
import { at, evidence, type Changes, events, sagas } from '../sound-run.ts';

const spanOf = (correlationId: string, states: readonly string[], change: Partial<TraceSpan> = {}): TraceSpan => ({
  at: at(6),
  elapsedMs: 6000,
  durationMs: 12,
  traceId: sagaTraceOf(correlationId).traceId,
  spanId: '0000000000000001',
  correlationId,
  function: 'shelf-orders',
  name: 'shelf hold',
  kind: 'consumer',
  states: [...states],
  ...change,
});

/** The states in which the saga rests, by the snapshot after the drain. A fee calls its state `status`. */
function statesOf(correlationId: string): string[] {
  const records = sagas.find((saga) => saga.correlationId === correlationId)?.records ?? {};
  const states = Object.values(records).map((fields) => fields?.['state'] ?? fields?.['status']);
  return states.filter((state) => typeof state === 'string');
}

const HIT = 'r1-hit-0';

const traces = (spans: readonly TraceSpan[], summary: Partial<Traces['summary']> = {}): Traces => {
  const byId = new Map<string, TraceSpan[]>();
  for (const span of spans) byId.set(span.correlationId, [...(byId.get(span.correlationId) ?? []), span]);
  const kept = new Set(spans.map(({ traceId }) => traceId)).size;
  return { spans: byId, summary: { traces: 3, spans: 9, kept, lost: 0, edges: [], ...summary } };
};

function tracesWhole(changes: Changes) {
  const journal = { counts: { 'traces.ndjson': 1 } };
  return checkAll(evidence({ journal, events, ...changes })).find(({ name }) => name === 'traces-whole');
}

describe('traces-whole', () => {
  it('is valid if each trace reaches the states in which its saga rests', () => {
    const spans = statesOf(HIT).map((state) => spanOf(HIT, [state]));
    expect(statesOf(HIT).length).toBeGreaterThan(1);
    expect(tracesWhole({ traces: traces(spans) })).toMatchObject({
      result: 'valid',
      summary: '1 trace of 3 sagas kept, and none breaks off before its saga does.',
      measured: [{ name: 'traces kept', unit: 'traces', value: 1, budget: null }],
    });
  });

  it('is invalid if a trace breaks off: the saga went on to a state that no span reached', () => {
    const [last = ''] = statesOf(HIT).slice(-1);
    const spans = [spanOf(HIT, statesOf(HIT).slice(0, -1))];
    const found = tracesWhole({ traces: traces(spans) });
    expect(found?.result).toBe('invalid');
    expect(found?.evidence.join()).toContain(`${HIT}: its trace does not reach`);
    expect(found?.evidence.join()).toContain(last);
  });

  it('is invalid if a saga that a fault hit has no trace', () => {
    const found = tracesWhole({ traces: traces([spanOf('r1-base-0', statesOf('r1-base-0'))]) });
    expect(found).toMatchObject({ result: 'invalid', evidence: [`${HIT}: a fault hit it, and it has no trace`] });
  });

  it.each([
    ['which the run kept', 2],
    ['which the run did not count', 1],
  ])('is invalid if a span of the saga is in another trace, %s', (_which, kept) => {
    const foreign = { traceId: 'f'.repeat(32) };
    const found = tracesWhole({ traces: traces([spanOf(HIT, statesOf(HIT)), spanOf(HIT, [], foreign)], { kept }) });
    expect(found).toMatchObject({
      result: 'invalid',
      evidence: [`${HIT}: its span shelf hold is in another trace, ${'f'.repeat(32)}`],
    });
  });

  it.each<[why: string, changes: Changes, summary: string]>([
    [
      'spans were lost',
      { traces: traces([spanOf(HIT, statesOf(HIT))], { lost: 2 }) },
      '2 requests with spans had left the collector before the run read them.',
    ],
    [
      'traces that were kept are not there',
      { traces: traces([spanOf(HIT, statesOf(HIT))], { kept: 2 }) },
      '1 traces are there, and 2 were kept.',
    ],
    [
      'traces are there that were not kept',
      { traces: traces([spanOf(HIT, statesOf(HIT))], { kept: 0 }) },
      '1 traces are there, and 0 were kept.',
    ],
    ['the file cannot be read', { missing: { traces: 'traces.ndjson is missing' } }, INCOMPLETE],
    ['there are none', {}, 'The run left no traces.'],
  ])('is unknown if %s', (_why, changes, summary) => {
    expect(tracesWhole(changes)).toMatchObject({ result: 'unknown', summary });
  });

  it('is left out for a run whose functions do not trace', () => {
    expect(tracesWhole({ journal: { counts: {} } })).toBeUndefined();
  });
});
