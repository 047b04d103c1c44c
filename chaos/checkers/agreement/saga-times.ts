import type { JudgedEvent } from '../../evidence/evidence.ts';
import type { LoggedSagas } from '../../evidence/saga-log.ts';
import type { Journal, LedgerEntry, Operation } from '../../schemas/index.ts';
import { correlationIdIn, type SagaDefinition, type SagaState } from '../../system/index.ts';
import { momentOf } from '../absence.ts';
import { hitsIn, type WasHit } from '../fault-hits.ts';
import { type AreApart, loggedEnd, timesApart } from '../logged-end.ts';
import { timesOf } from '../saga-end.ts';
import { comparison } from './comparison.ts';
import { writesOfDrift } from './kept-records.ts';

/** When a saga was accepted and ended by its owner's record, with when it was sent and what its owner logged. */
export const sagaTimesComparison = comparison(
  'times of sagas',
  ['events', 'history', 'transitions', 'drained'],
  ({ events, history, transitions, drained }, { journal, system }) =>
    system?.saga === undefined
      ? []
      : timesDiffer(drained.sagas, { events, history, logged: transitions, journal, saga: system.saga }),
);

/** The same of the sagas that ended later. Drift and repairs are written past the owner, which logs nothing then. */
export const lateSagaTimesComparison = comparison(
  'times of sagas that ended late',
  ['events', 'history', 'transitions', 'drained', 'end', 'ledgers'],
  ({ events, history, transitions, drained, end, ledgers }, { journal, system }) => {
    const saga = system?.saga;
    if (saga === undefined) return [];
    const earlier = new Map(drained.sagas.map((state) => [state.correlationId, state.records[saga.owner]]));
    const written = writtenIds(saga, events, [...ledgers.values()].flat());
    const late = end.sagas.filter(({ correlationId, records }) => {
      const was = earlier.get(correlationId);
      return !written.has(correlationId) && JSON.stringify(was) !== JSON.stringify(records[saga.owner]);
    });
    return timesDiffer(late, { events, history, logged: transitions, journal, saga });
  },
);

interface Sources {
  readonly events: readonly JudgedEvent[];
  readonly history: readonly Operation[];
  readonly logged: LoggedSagas;
  readonly journal: Journal;
  readonly saga: SagaDefinition;
}

function timesDiffer(sagas: readonly SagaState[], sources: Sources): string[] {
  const { events, history, journal, saga } = sources;
  const sent = new Map(history.map(({ correlationId, elapsedMs }) => [correlationId, elapsedMs]));
  const wasHit = hitsIn(events);
  const areApart = timesApart(journal, events);
  return sagas.flatMap((state) => {
    const { correlationId } = state;
    const { accepted } = timesOf(saga, state);
    const [acceptedMs, sentMs] = [momentOf(accepted, journal), sent.get(correlationId)];
    const isEarly = sentMs !== undefined && acceptedMs < sentMs && areApart(acceptedMs, sentMs);
    return [
      ...(isEarly ? [`it was accepted at ${accepted}, before it was sent`] : []),
      ...logDiffers(state, sources, wasHit, areApart),
    ].map((line) => `${correlationId}: ${line}`);
  });
}

/** Real milliseconds between two states of a saga whose record cannot have been written at once. */
const APART_MS = 50;

function logDiffers(
  state: SagaState,
  { logged, journal, saga }: Sources,
  wasHit: WasHit,
  areApart: AreApart,
): string[] {
  const ended = loggedEnd(saga, state, logged, journal);
  if (ended === undefined || isHitAt(ended.end.service, state.correlationId, journal, wasHit)) return [];
  const { first, end } = ended;
  const { accepted, changed } = timesOf(saga, state);
  const acceptedMs = momentOf(accepted, journal);
  const apart = end.elapsedMs - first.elapsedMs;
  return [
    ...(acceptedMs > first.elapsedMs && areApart(acceptedMs, first.elapsedMs)
      ? [`it was accepted at ${accepted}, and ${end.service} had reached ${first.state} before`]
      : []),
    ...(areApart(momentOf(changed, journal), end.elapsedMs)
      ? [`it last changed at ${changed}, and ${end.service} reached ${end.state} at another time`]
      : []),
    ...(accepted === changed && apart > APART_MS
      ? [
          `it was accepted and last changed at ${changed}, and ${end.service} reached ${first.state} and ${end.state} ${Math.round(apart)} ms apart`,
        ]
      : []),
  ];
}

/** Whether a fault may have kept the owner from logging what it wrote. */
function isHitAt(service: string, correlationId: string, { experiment }: Journal, wasHit: WasHit): boolean {
  return experiment.faults.some(({ id, parameters }) => parameters['service'] === service && wasHit(id, correlationId));
}

/** Sagas whose owner's record was written by drift or by a repair. */
function writtenIds(
  { owner, participants }: SagaDefinition,
  events: readonly JudgedEvent[],
  entries: readonly LedgerEntry[],
): ReadonlySet<string> {
  const participant = participants[owner];
  if (participant === undefined) return new Set();
  const rows = [
    ...writesOfDrift(events)
      .filter(({ view }) => view === participant.view)
      .flatMap(({ key, before, after }) =>
        [before, after].flatMap((fields) => (fields === null ? [] : [{ key, fields }])),
      ),
    ...entries.flatMap(({ action, preImage, postImage }) =>
      action.kind === 'write' && action.view === participant.view ? [preImage, postImage] : [],
    ),
  ];
  return new Set(
    rows.flatMap((row) => (row === null || row === undefined ? [] : (correlationIdIn(participant, row) ?? []))),
  );
}
