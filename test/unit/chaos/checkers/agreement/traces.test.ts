/** When the spans of traces were, and of which requests. */
import { describe, expect, it } from '@jest/globals';
import { tracesComparison } from '../../../../../chaos/checkers/agreement/traces.ts';
import type { Traces } from '../../../../../chaos/evidence/index.ts';
import type { RunEvent, TraceSpan } from '../../../../../chaos/schemas/index.ts';
import { type Changes, events } from '../../sound-run.ts';
import { both, type Case, contradictions, given, moment } from './compared.ts';

/** A span of the request `r1-dear-0`, which is sent in second 7; the run takes a minute. */
const traced = (seconds: number, more: Partial<TraceSpan> = {}): Changes => {
  const span: TraceSpan = {
    ...moment(seconds),
    durationMs: 100,
    traceId: '0'.repeat(32),
    spanId: '0'.repeat(16),
    correlationId: 'r1-dear-0',
    function: 'desk',
    name: 'desk handle',
    kind: 'server',
    ...more,
  };
  const summary: Traces['summary'] = { traces: 1, spans: 1, kept: 1, lost: 0, edges: [] };
  return { traces: { spans: new Map([[span.correlationId, [span]]]), summary } };
};
const logged = (seconds: number, state: string, correlationId = 'r1-dear-0'): Changes => ({
  events: [...events, { ...moment(seconds), kind: 'saga', correlationId, service: 'desk', state } as RunEvent].toSorted(
    (one, other) => one.elapsedMs - other.elapsedMs,
  ),
});
const elsewhere = 'r1-dear-0: its span desk handle reached CANCELLED at another time than was logged';
const cancelled = (seconds: number) => traced(seconds, { states: ['CANCELLED'] });

describe('a trace', () => {
  it('is one of all traces', () => {
    const { traces } = traced(7);
    const counting = (all: number, kept: number): Changes => ({
      ...(traces && { traces: { ...traces, summary: { ...traces.summary, traces: all, kept } } }),
    });
    expect(contradictions(tracesComparison, counting(2, 2))).toEqual([]);
    expect(contradictions(tracesComparison, counting(1, 2))).toEqual(['2 of 1 traces were kept']);
  });

  it.each<Case>([
    ['is not there', {}, []],
    ['is of a request', traced(7), []],
    ['begins a little before its request, by the clock of k6', traced(2), []],
    ['begins long before its request', traced(1.9), ['r1-dear-0: its span desk handle began before it was sent']],
    ['ends a little after the run', traced(60, { durationMs: 10_000 }), []],
    [
      'ends long after the run',
      traced(60, { durationMs: 10_001 }),
      ['r1-dear-0: its span desk handle ended after the run'],
    ],
    ['is of a run that has not ended', both(traced(60, { durationMs: 20_000 }), given({ endedAt: null })), []],
    [
      'is of another run',
      traced(7, { correlationId: 'r0-dear-0' }),
      ['r0-dear-0: it has a trace, and is no request of the run'],
    ],
    [
      'is of an iteration that is not planned',
      traced(7, { correlationId: 'r1-dear-1' }),
      ['r1-dear-1: it has a trace, and is no request of the run'],
    ],
    ['is of an iteration that k6 did not note', { ...traced(7), history: [] }, []],
    ['is of a record that drift made up', traced(7, { correlationId: 'r1-orphan-5' }), []],
    ['is of an id that names no iteration', traced(7, { correlationId: 'r1-mine' }), []],
    ['reaches a state that was not logged', cancelled(7), []],
    ['reaches a state when it was logged', { ...cancelled(7), ...logged(10.1, 'CANCELLED') }, []],
    ['reaches a state long before it was logged', { ...cancelled(7), ...logged(10.2, 'CANCELLED') }, [elsewhere]],
    ['reaches a state long after it was logged', { ...cancelled(10.1), ...logged(7, 'CANCELLED') }, [elsewhere]],
    [
      'reaches a state within a long span',
      { ...traced(7, { states: ['CANCELLED'], durationMs: 9000 }), ...logged(15, 'CANCELLED') },
      [],
    ],
    ['reaches a state when another one was logged', { ...cancelled(7), ...logged(15, 'OPEN') }, []],
    [
      'reaches a state of a request that a fault hit',
      { ...traced(7, { states: ['CANCELLED'], correlationId: 'r1-hit-0' }), ...logged(15, 'CANCELLED', 'r1-hit-0') },
      [],
    ],
  ])('%s', (_what, changes, lines) => {
    expect(contradictions(tracesComparison, changes)).toEqual(lines);
  });
});
