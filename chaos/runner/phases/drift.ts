import { keepDriftRecord } from '../../control/index.ts';
import { atRest, driftOf, driftStoresOf } from '../../drift/index.ts';
import { HarnessError } from '../../errors.ts';
import { unitInterval } from '../../schemas/index.ts';
import type { JudgedSnapshot, PreImage } from '../../system/index.ts';
import type { RunContext } from '../context.ts';
import type { KnownStores } from '../known-stores.ts';
import { placesOf, watchWrites } from './drift-writes.ts';

type DriftedRun = Pick<RunContext, 'experiment' | 'run' | 'seed' | 'target' | 'clock' | 'recorder' | 'signal'>;

/**
 * Writes the experiment's drift on keys that the seed alone chooses. A record of each drift is in the control table
 * before the drift is written.
 *
 * @param drained the stores after the load, where sagas that only the reconciler can end may be unfinished
 */
export async function seedDrift(
  context: DriftedRun,
  { opened, fieldsOf }: Pick<KnownStores, 'opened' | 'fieldsOf'>,
  drained: JudgedSnapshot,
): Promise<void> {
  const { experiment, run, seed, target, clock, recorder, signal } = context;
  const stores = driftStoresOf(opened);
  const snapshot = atRest(drained, opened.definition.saga);
  for (const { id, parameters, count } of experiment.drift) {
    const { kind, given } = driftOf(opened.definition, parameters);
    const keys = chooseKeys(kind.candidates(snapshot, run, given), seed, id, count);
    if (keys.length < count) {
      throw new HarnessError(
        `drift ${id} needs ${count} keys at rest for ${kind.kind}, but there are only ${keys.length}`,
      );
    }
    for (const key of keys) {
      const keep = (preImage: PreImage) =>
        keepDriftRecord(target, { run, driftId: id, kind: kind.kind, key, preImage });
      const rule = kind.rule(given, opened.reconciliation);
      const places = placesOf(opened, { rule, key, alsoWrites: kind.alsoWrites ?? [] });
      const written = await watchWrites(opened, places, fieldsOf, signal);
      const seeded = await kind.seed({
        key,
        parameters: given,
        stores,
        snapshot,
        now: clock.virtual(),
        draw: (what) => unitInterval(`${seed}|${id}|${key}|${what}`),
        keep,
      });
      recorder.record({
        kind: 'drift.seeded',
        faultId: id,
        rule,
        key: seeded.key ?? key,
        description: seeded.description,
        consequences: [...seeded.consequences],
        writes: await written(seeded.rows ?? [], drained),
      });
    }
  }
}

function chooseKeys(candidates: readonly string[], seed: number, id: string, count: number): string[] {
  return candidates
    .map((key, index) => ({ key, rank: unitInterval(`${seed}|${id}|${index}`) }))
    .sort((one, other) => one.rank - other.rank)
    .slice(0, count)
    .map(({ key }) => key);
}
