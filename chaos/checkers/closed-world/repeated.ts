import type { Expectations } from '../../system/index.ts';
import type { RecordChange } from './record-changes.ts';

/**
 * Whether a delivery that came again may have made a change, as the definition says.
 *
 * @param sagas the correlation ids of those that stand
 */
export function repeatedIn(
  sagas: { readonly has: (correlationId: string) => boolean },
  expect: Pick<Expectations, 'repeated'> | undefined,
): (change: Pick<RecordChange, 'view' | 'was' | 'is'>) => boolean {
  return ({ view, was, is }) =>
    is !== undefined && expect?.repeated?.({ view, was, is }, (id) => sagas.has(id)) === true;
}
