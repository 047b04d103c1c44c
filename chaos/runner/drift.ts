import { type DriftFault, type Snapshot, unitInterval } from '../schemas/index.ts';
import { type Drift, DriftParameters, drifts, type PreImage } from '../faults/stores/index.ts';
import type { Stores } from '../stores/index.ts';
import { type DriftRecord, forgetDriftRecord, keepDriftRecord } from './control/drift-records.ts';
import type { Control } from './control/table.ts';
import { HarnessError } from './errors.ts';
import type { Recorder } from './recorder.ts';

export interface DriftSeeding {
  readonly control: Control;
  readonly run: string;
  readonly seed: number;
  readonly stores: Stores;
  /** The stores at rest. */
  readonly snapshot: Snapshot;
  readonly now: () => Date;
  readonly recorder: Recorder;
}

/** Writes the drift, on keys that the seed alone chooses. The record of each stands in the control table before it. */
export async function seedDrift(faults: readonly DriftFault[], seeding: DriftSeeding): Promise<void> {
  const { control, run, seed, stores, snapshot, now, recorder } = seeding;
  for (const { id, parameters, count } of faults) {
    const drift = driftOf(parameters);
    const keys = chooseKeys(drift.candidates(snapshot, run), seed, id, count);
    if (keys.length < count) {
      throw new HarnessError(
        `Drift ${id} needs ${count} keys at rest for ${drift.kind}, and there are ${keys.length}.`,
      );
    }
    for (const key of keys) {
      const keep = (preImage: PreImage) =>
        keepDriftRecord(control, { run, driftId: id, kind: drift.kind, key, preImage });
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

/**
 * Puts back what nobody has written to since, and forgets the records. A store that cannot be put back keeps its
 * record, for the next command to try.
 *
 * @returns the drift that was still there
 */
export async function undoDrift(
  control: Pick<Control, 'system' | 'clients'>,
  stores: Stores,
  records: readonly DriftRecord[],
): Promise<DriftRecord[]> {
  const undone: DriftRecord[] = [];
  const failures: unknown[] = [];
  for (const record of records) {
    try {
      if (await driftOf(record).undo(record.preImage, stores)) undone.push(record);
      await forgetDriftRecord(control, record);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) {
    throw new HarnessError(
      `${failures.length} of ${records.length} drifts could not be put back; their records stay in the control table, and evenkeel chaos stop tries again.`,
      { cause: failures[0] },
    );
  }
  return undone;
}

function chooseKeys(candidates: readonly string[], seed: number, id: string, count: number): string[] {
  return candidates
    .map((key, index) => ({ key, rank: unitInterval(`${seed}|${id}|${index}`) }))
    .sort((one, other) => one.rank - other.rank)
    .slice(0, count)
    .map(({ key }) => key);
}

function driftOf({ kind }: { readonly kind?: unknown }): Drift {
  const parsed = DriftParameters.parse({ kind });
  const drift = drifts.find((candidate) => candidate.kind === parsed.kind);
  if (drift === undefined) throw new HarnessError(`There is no drift ${parsed.kind}.`);
  return drift;
}
