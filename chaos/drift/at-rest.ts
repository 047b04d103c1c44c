import { correlationIdIn, endOf, type JudgedSnapshot, type SagaDefinition } from '../system/index.ts';

/**
 * The snapshot without the records of unfinished sagas: services, or the reconciler, may still write to those, and
 * differences that a rule finds there would say nothing about the drift.
 */
export function atRest(snapshot: JudgedSnapshot, saga: SagaDefinition | undefined): JudgedSnapshot {
  if (saga === undefined) return snapshot;
  const isFinished = (state: JudgedSnapshot['sagas'][number]) => 'end' in endOf(saga, state);
  const unfinished = new Set(
    snapshot.sagas.filter((state) => !isFinished(state)).map(({ correlationId }) => correlationId),
  );
  if (unfinished.size === 0) return snapshot;
  const views = new Map(snapshot.views);
  for (const participant of Object.values(saga.participants)) {
    const { view } = participant;
    const records = [...(views.get(view) ?? [])].filter(([, record]) => {
      const id = correlationIdIn(participant, record);
      return id === undefined || !unfinished.has(id);
    });
    views.set(view, new Map(records));
  }
  return { ...snapshot, views, sagas: snapshot.sagas.filter(isFinished) };
}
