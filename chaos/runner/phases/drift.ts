import { keepDriftRecord } from '../../control/index.ts';
import { HarnessError } from '../../errors.ts';
import { driftOf, type PreImage } from '../../faults/stores/index.ts';
import { type Snapshot, unitInterval } from '../../schemas/index.ts';
import type { Stores } from '../../stores/index.ts';
import type { RunContext } from '../context.ts';

type DriftedRun = Pick<RunContext, 'experiment' | 'run' | 'seed' | 'target' | 'clock' | 'recorder'>;

/**
 * Writes the experiment's drift on keys that the seed alone chooses. A record of each drift is in the control table
 * before the drift is written.
 *
 * @param snapshot the stores at rest
 */
export async function seedDrift(context: DriftedRun, stores: Stores, snapshot: Snapshot): Promise<void> {
  const { experiment, run, seed, target, clock, recorder } = context;
  for (const { id, parameters, count } of experiment.drift) {
    const drift = driftOf(parameters);
    const keys = chooseKeys(drift.candidates(snapshot, run), seed, id, count);
    if (keys.length < count) {
      throw new HarnessError(
        `Drift ${id} needs ${count} keys at rest for ${drift.kind}, and there are only ${keys.length}.`,
      );
    }
    for (const key of keys) {
      const keep = (preImage: PreImage) =>
        keepDriftRecord(target, { run, driftId: id, kind: drift.kind, key, preImage });
      const { description, consequences } = await drift.seed({ key, stores, snapshot, now: clock.virtual(), keep });
      recorder.record({
        kind: 'drift.seeded',
        faultId: id,
        rule: drift.rule,
        key,
        description,
        consequences: [...consequences],
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
