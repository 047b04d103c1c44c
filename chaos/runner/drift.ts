import { type DriftFault, type Snapshot, unitInterval } from '../contract/index.ts';
import { type Drift, DriftParameters, drifts, type PreImage } from '../faults/index.ts';
import type { Stores } from '../stores/index.ts';
import { HarnessError } from './errors.ts';
import type { Recorder } from './recorder.ts';

export interface DriftSeeding {
  readonly run: string;
  readonly seed: number;
  readonly stores: Stores;
  /** The stores at rest. */
  readonly snapshot: Snapshot;
  readonly now: () => Date;
  readonly recorder: Recorder;
  /** Receives each drift before it is written, so that it can be undone whatever follows. */
  readonly seeded: SeededDrift[];
}

/** A drift and what it takes to undo it. */
export interface SeededDrift {
  readonly kind: string;
  readonly preImage: PreImage;
}

/** Puts back what nobody has written to since. */
export async function undoDrift(seeded: readonly SeededDrift[], stores: Stores): Promise<void> {
  await Promise.allSettled(seeded.map(({ kind, preImage }) => driftOf({ kind }).undo(preImage, stores)));
}

/** Writes the drift, on keys that the seed alone chooses. */
export async function seedDrift(faults: readonly DriftFault[], seeding: DriftSeeding): Promise<void> {
  const { run, seed, stores, snapshot, now, recorder, seeded } = seeding;
  for (const { id, parameters, count } of faults) {
    const drift = driftOf(parameters);
    const keys = chooseKeys(drift.candidates(snapshot, run), seed, id, count);
    if (keys.length < count) {
      throw new HarnessError(
        `Drift ${id} needs ${count} keys at rest for ${drift.kind}, and there are ${keys.length}.`,
      );
    }
    for (const key of keys) {
      const keep = (preImage: PreImage) => Promise.resolve(void seeded.push({ kind: drift.kind, preImage }));
      const { description, consequences } = await drift.seed({ key, stores, snapshot, now: now(), keep });
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

function driftOf(parameters: unknown): Drift {
  const { kind } = DriftParameters.parse(parameters);
  const drift = drifts.find((candidate) => candidate.kind === kind);
  if (drift === undefined) throw new HarnessError(`There is no drift ${kind}.`);
  return drift;
}
