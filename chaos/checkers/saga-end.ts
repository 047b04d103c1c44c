/** How a saga ended and how long it took, according to its owner's record. */
import type { Fields, Journal } from '../schemas/index.ts';
import { endOf, NO_RECORD, type SagaDefinition, type SagaState, stateOf } from '../system/index.ts';
import { momentOf, type Stretch } from './absence.ts';

/** The ends that allow the current state of the owner's record; empty for a saga that its owner has not ended. */
export function endsOfOwner(saga: SagaDefinition, state: SagaState): string[] {
  const held = stateOf(saga, state, saga.owner);
  if (held === NO_RECORD) return [];
  return Object.entries(saga.ends).flatMap(([end, allowed]) =>
    allowed[saga.owner]?.includes(held) === true ? [end] : [],
  );
}

/** Whether the owner has rolled the saga back, even if a participant is not at rest. */
export function isRolledBack(saga: SagaDefinition, state: SagaState): boolean {
  const reached = endOf(saga, state);
  if ('end' in reached) return reached.end === saga.rollback;
  return saga.rollback !== undefined && endsOfOwner(saga, state).includes(saga.rollback);
}

/** The owner's record; null if there is none. */
export function ownersRecord({ owner }: SagaDefinition, { records }: SagaState): Fields | null {
  return records[owner] ?? null;
}

/** When the saga was accepted and last changed, as its owner stores it; '' for a missing time. */
export function timesOf(
  saga: SagaDefinition,
  state: SagaState,
): { readonly accepted: string; readonly changed: string } {
  const record = ownersRecord(saga, state);
  const time = (field: string) => {
    const value = record?.[field];
    return typeof value === 'string' ? value : '';
  };
  return { accepted: time(saga.times.accepted), changed: time(saga.times.changed) };
}

/** When the saga was in progress, in real milliseconds of the run; the whole time until `until` if it cannot be read. */
export function progressOf(
  saga: SagaDefinition,
  state: SagaState,
  journal: Pick<Journal, 'virtualStartedAt' | 'speed'>,
  until: string,
): Stretch {
  const { accepted, changed } = timesOf(saga, state);
  const fromMs = momentOf(accepted, journal);
  const toMs = momentOf('end' in endOf(saga, state) ? changed : until, journal);
  return { fromMs: Number.isNaN(fromMs) ? 0 : fromMs, toMs: Number.isNaN(toMs) ? momentOf(until, journal) : toMs };
}

/** Real seconds from a saga's acceptance to its last change; NaN if its times cannot be read. */
export function realSecondsOf(saga: SagaDefinition, state: SagaState, { speed }: Pick<Journal, 'speed'>): number {
  const { accepted, changed } = timesOf(saga, state);
  return secondsBetween(accepted, changed) / speed;
}

/** NaN if one of the times is not in UTC: without a time zone, it would depend on the machine that reads it. */
export function secondsBetween(from: string, to: string): number {
  return (utc(to) - utc(from)) / 1000;
}

function utc(time: string): number {
  return time.endsWith('Z') ? Date.parse(time) : Number.NaN;
}
