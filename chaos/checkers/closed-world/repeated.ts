import type { SagaState, SystemDefinition } from '../../system/index.ts';
import type { RecordChange } from './record-changes.ts';

/** Whether a delivery that came again may have made a change, as the definition says; by the sagas that stand. */
export function repeatedIn(
  sagas: readonly Pick<SagaState, 'correlationId'>[],
  system: Pick<SystemDefinition, 'expect'> | undefined,
): (change: RecordChange) => boolean {
  const expect = system?.expect;
  if (expect?.repeated === undefined) return () => false;
  const known = new Set(sagas.map(({ correlationId }) => correlationId));
  return ({ view, was, is }) =>
    is !== undefined && expect.repeated?.({ view, was, is }, (id) => known.has(id)) === true;
}
