/** The sagas that a snapshot's views hold. */
import type { Fields, Snapshot, StoredRecord } from '../schemas/index.ts';
import { correlationIdIn, type SagaDefinition, type SagaState } from '../system/index.ts';

/** A saga while its records are gathered. */
interface Gathered {
  readonly correlationId: string;
  readonly records: Record<string, Fields | null>;
  doubled?: string[];
}

/**
 * The sagas of all correlation ids that a participant holds a record for, in the order of their ids.
 *
 * @param earlier sagas of an earlier snapshot: those that did not change are shared with it
 */
export function sagasIn(
  views: Snapshot['views'],
  { participants }: SagaDefinition,
  earlier: readonly SagaState[] = [],
): readonly SagaState[] {
  const found = new Map<string, Gathered>();
  const none = Object.fromEntries(Object.keys(participants).map((name) => [name, null]));
  for (const [name, participant] of Object.entries(participants)) {
    const shared = shareFields();
    for (const record of views.get(participant.view)?.values() ?? NO_RECORDS) {
      const correlationId = correlationIdIn(participant, record);
      if (correlationId === undefined) continue;
      let saga = found.get(correlationId);
      if (saga === undefined) found.set(correlationId, (saga = { correlationId, records: { ...none } }));
      if (saga.records[name] !== null && saga.doubled?.includes(name) !== true) (saga.doubled ??= []).push(name);
      saga.records[name] = shared(record.fields);
    }
  }
  const sagas: Map<string, SagaState> = found;
  for (const known of earlier) {
    const saga = sagas.get(known.correlationId);
    if (saga !== undefined && JSON.stringify(saga) === JSON.stringify(known)) sagas.set(known.correlationId, known);
  }
  return [...sagas.values()].sort(byId);
}

const NO_RECORDS: readonly StoredRecord[] = [];

function byId({ correlationId: one }: SagaState, { correlationId: other }: SagaState): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Above this number, the fields of a view are different for each record, and looking them up is in vain. */
const MAX_SHARED = 1000;

/** Returns one object for equal fields, such as `{ state: 'CAPTURED' }`. */
function shareFields(): (fields: Fields) => Fields {
  const known = new Map<string, Fields>();
  return (fields) => {
    if (known.size >= MAX_SHARED) return fields;
    const text = JSON.stringify(fields);
    const same = known.get(text);
    if (same === undefined) known.set(text, fields);
    return same ?? fields;
  };
}
