import { join } from 'node:path';
import { SagaState, Snapshot, type SnapshotName } from '../schemas/index.ts';
import { readElements } from './elements.ts';
import { asRead, MalformedError, parseJson } from './json.ts';

/**
 * @param hold keeps a saga, or one that equals it
 * @throws MalformedError, or ZodError, when it is not what a run writes
 */
export async function readSnapshot(
  directory: string,
  name: SnapshotName,
  hold: (saga: SagaState) => SagaState,
): Promise<Snapshot> {
  const sagas: SagaState[] = [];
  const rest = await readElements(join(directory, fileOf(name)), 'sagas', (element) => {
    sagas.push(hold(asRead(SagaState, parseJson(element))));
  });
  const snapshot = { ...Snapshot.parse(parseJson(rest)), sagas };
  if (snapshot.name !== name) throw new MalformedError(`it is the snapshot ${snapshot.name}`);
  unique(sagas, ({ correlationId }) => correlationId);
  unique(snapshot.stock, ({ sku }) => sku);
  return snapshot;
}

export function fileOf(name: SnapshotName): string {
  return `state/${name}.json`;
}

/** @throws MalformedError naming the first key that stands there twice */
export function unique<Value>(values: readonly Value[], keyOf: (value: Value) => string): void {
  const seen = new Set<string>();
  for (const value of values) {
    const key = keyOf(value);
    if (seen.has(key)) throw new MalformedError(`${key} stands in it twice`);
    seen.add(key);
  }
}
