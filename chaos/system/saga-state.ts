/** The sagas that a snapshot holds, put together from the participants' views. */
import type { Fields } from '../schemas/evidence/index.ts';
import { NO_RECORD, type Participant, type SagaDefinition } from './saga.ts';

/** What the stores hold for one correlation id. */
export interface SagaState {
  readonly correlationId: string;
  /** The fields of each participant's record; null if it holds none. */
  readonly records: Readonly<Record<string, Fields | null>>;
  /** Participants that hold more than one record, which no end allows. Absent if there are none. */
  readonly doubled?: readonly string[];
}

/** A saga's end, or the states of its participants if those are not an end. */
export type ReachedEnd = { readonly end: string } | { readonly states: string };

/** A row of a participant's view, from a store or from a snapshot. */
interface ParticipantRow {
  readonly key: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** The correlation id of a participant's record; undefined if it has none. */
export function correlationIdIn({ correlationId }: Participant, { key, fields }: ParticipantRow): string | undefined {
  const value = correlationId === undefined ? key : fields[correlationId];
  return typeof value === 'string' ? value : undefined;
}

/** The state of a participant's record. */
export function stateIn(
  participant: Participant | undefined,
  fields: ParticipantRow['fields'] | null | undefined,
): string {
  const value = fields?.[participant?.state ?? 'state'];
  return typeof value === 'string' ? value : NO_RECORD;
}

/** The state of a participant in a saga. */
export function stateOf({ participants }: SagaDefinition, { records }: SagaState, participant: string): string {
  return stateIn(participants[participant], records[participant]);
}

export function endOf(saga: SagaDefinition, state: SagaState): ReachedEnd {
  if (state.doubled === undefined) for (const end in saga.ends) if (isAtEnd(saga, state, end)) return { end };
  const twice = (name: string) => (state.doubled?.includes(name) === true ? ' and another' : '');
  const held = Object.keys(saga.participants).map((name) => `${name} ${stateOf(saga, state, name)}${twice(name)}`);
  return { states: held.join(', ') };
}

/** Builds no list, because checks ask it of every saga. */
function isAtEnd(saga: SagaDefinition, state: SagaState, end: string): boolean {
  for (const name in saga.participants)
    if (saga.ends[end]?.[name]?.includes(stateOf(saga, state, name)) !== true) return false;
  return true;
}
