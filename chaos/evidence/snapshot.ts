import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { SagaState, Snapshot, type SnapshotName } from '../schemas/index.ts';
import { readElements } from './elements.ts';
import { checked, MalformedError, parseJson } from './json.ts';

/** Returns a saga that equals the given one, and the same object for equal sagas. */
export type Intern = (saga: SagaState) => SagaState;

/**
 * Keeps one object for equal values. Most sagas have the same payment, stock and shipment states as many others, and
 * most do not change between two snapshots.
 */
export function internSagas(): Intern {
  const parts = new Map<string, unknown>();
  const sagas = new Map<string, SagaState>();
  const part = <Value>(value: Value): Value => {
    const text = JSON.stringify(value);
    const known = parts.get(text) as Value | undefined;
    if (known === undefined) parts.set(text, value);
    return known ?? value;
  };
  return ({ correlationId, order, payment, reservation, shipment }) => {
    const saga = {
      correlationId,
      order,
      payment: part(payment),
      reservation: part(reservation),
      shipment: part(shipment),
    };
    const known = sagas.get(correlationId);
    if (known !== undefined && isDeepStrictEqual(known, saga)) return known;
    sagas.set(correlationId, saga);
    return saga;
  };
}

/** @throws MalformedError or ZodError when the file is not what a run writes */
export async function readSnapshot(directory: string, name: SnapshotName, intern: Intern): Promise<Snapshot> {
  const sagas: SagaState[] = [];
  const rest = await readElements(join(directory, fileOf(name)), 'sagas', (element) => {
    sagas.push(intern(checked(SagaState, parseJson(element))));
  });
  const snapshot = { ...Snapshot.parse(parseJson(rest)), sagas };
  if (snapshot.name !== name) throw new MalformedError(`it is the snapshot ${snapshot.name}`);
  demandUnique(sagas, ({ correlationId }) => correlationId);
  demandUnique(snapshot.stock, ({ sku }) => sku);
  return snapshot;
}

export function fileOf(name: SnapshotName): string {
  return `state/${name}.json`;
}

/** @throws MalformedError with the first key that occurs twice */
export function demandUnique<Value>(values: readonly Value[], keyOf: (value: Value) => string): void {
  const seen = new Set<string>();
  for (const value of values) {
    const key = keyOf(value);
    if (seen.has(key)) throw new MalformedError(`${key} occurs twice`);
    seen.add(key);
  }
}
