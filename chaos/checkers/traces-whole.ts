import { createHash } from 'node:crypto';
import type { TraceSpan } from '../schemas/index.ts';
import { TRACES_FILE } from '../schemas/evidence/trace-span.ts';
import { TRACE_SUMMARY_FILE } from '../schemas/evidence/trace-summary.ts';
import type { SagaDefinition, SagaState } from '../system/index.ts';
import { NO_RECORD, stateOf } from '../system/index.ts';
import { absencesIn, unlessAbsent } from './absence.ts';
import { counted, sagaChecker, unknown, validUnless } from './checker.ts';

/**
 * No trace breaks off where the saga went on: it reaches every state that a participant of the saga has after the drain, in
 * one trace, whose id follows from the correlation id. And every saga that a fault hit has a trace.
 */
export const tracesWhole = sagaChecker(
  'traces-whole',
  ['traces', 'drained', 'events', 'history'],
  ({ traces, drained, events, history }, _journal, saga) => {
    if (traces === undefined) return unknown('The run left no traces.');
    const { spans, summary } = traces;
    if (summary.lost > 0) {
      return unknown(`${counted(summary.lost, 'request')} with spans had left the collector before the run read them.`);
    }
    // A run keeps traces by their own ids. A saga whose spans are apart has several, which is a finding and no gap.
    const ids = new Set([...spans.values()].flatMap((own) => own.map(({ traceId }) => traceId)));
    if (summary.kept < spans.size || summary.kept > ids.size) {
      return unknown(`${ids.size} traces are there, and ${summary.kept} were kept.`);
    }
    const sent = new Set(history.map(({ correlationId }) => correlationId));
    const hit = new Set(
      events.flatMap((event) =>
        event.kind === 'fault.hit' && sent.has(event.correlationId) ? [event.correlationId] : [],
      ),
    );
    const untraced = [...hit].filter((id) => !spans.has(id)).map((id) => `${id}: a fault hit it, and it has no trace`);
    const broken = drained.sagas.flatMap((state) => {
      const own = spans.get(state.correlationId);
      return own === undefined ? [] : breaksIn(own, state, saga);
    });
    const result = validUnless(
      [...untraced, ...broken],
      `${counted(spans.size, 'trace')} of ${counted(summary.traces, 'saga')} kept, and none breaks off before its saga does.`,
      (count) => `Traces break off, or are missing, in ${counted(count, 'place')}.`,
      [{ name: 'traces kept', unit: 'traces', value: spans.size, budget: null }],
    );
    return unlessAbsent(result, absencesIn(events), undefined);
  },
  // A run whose functions do not trace has nothing to judge.
  ({ journal }) => FILES.some((file) => journal.counts[file] !== undefined),
);

const FILES = [TRACES_FILE, TRACE_SUMMARY_FILE];

function breaksIn(spans: readonly TraceSpan[], state: SagaState, saga: SagaDefinition): string[] {
  const { correlationId } = state;
  const reached = new Set(spans.flatMap(({ states = [] }) => states));
  const expected = traceIdOf(correlationId);
  const foreign = spans.find(({ traceId }) => traceId !== expected);
  const missing = Object.keys(saga.participants).flatMap((participant) => {
    const held = stateOf(saga, state, participant);
    return held === NO_RECORD || reached.has(held) ? [] : [`${participant} ${held}`];
  });
  return [
    ...(foreign === undefined
      ? []
      : [`${correlationId}: its span ${foreign.name} is in another trace, ${foreign.traceId}`]),
    ...(missing.length === 0 ? [] : [`${correlationId}: its trace does not reach ${missing.join(', ')}`]),
  ];
}

/** The first 16 bytes of the correlation id's SHA-256, as functions derive them. */
const traceIdOf = (correlationId: string): string =>
  createHash('sha256').update(correlationId).digest('hex').slice(0, 32);
