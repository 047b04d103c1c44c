/** Begins and ends the faults of regions with their phases, and records what both runs of the pair saw. */
import type { Phase, RegionFault } from '../../schemas/index.ts';
import type { ActiveRun } from '../context.ts';
import type { RegionPair } from '../pair.ts';

type PairedRun = Pick<ActiveRun, 'experiment' | 'recorder' | 'progress' | 'pair'>;

const faultsOf = ({ experiment }: Pick<PairedRun, 'experiment'>, phase: Phase): readonly RegionFault[] =>
  experiment.regionFaults?.filter((fault) => fault.phase === phase.name) ?? [];

export async function beginRegionFaults(run: PairedRun, phase: Phase, signal: AbortSignal): Promise<void> {
  const { pair, recorder, progress } = run;
  if (pair === undefined) return;
  for (const fault of faultsOf(run, phase)) {
    await pair.begin(fault, signal);
    progress(`${fault.id}: ${describe(fault, pair)}`);
    recorder.record(
      fault.fault === 'region-lost'
        ? { kind: 'region.lost', faultId: fault.id, region: pair.names[fault.region] }
        : { kind: 'replication.paused', faultId: fault.id },
    );
  }
}

export async function endRegionFaults(run: PairedRun, phase: Phase, signal: AbortSignal): Promise<void> {
  const { pair, recorder, progress } = run;
  if (pair === undefined) return;
  for (const fault of faultsOf(run, phase)) {
    const faultId = fault.id;
    const compared = await pair.end(fault, signal);
    progress(`${faultId}: ended`);
    if (compared === undefined) {
      recorder.record({ kind: 'region.returned', faultId, region: pair.names[fault.region] });
    } else {
      const found = compared.found.map((one) => ({ ...one }));
      recorder.record({ kind: 'replication.compared', faultId, views: [...compared.views], found });
      recorder.record({ kind: 'replication.resumed', faultId });
    }
  }
}

/** Records where customers were sent during the run. */
export function recordMoves({ pair, recorder, clock }: Pick<ActiveRun, 'pair' | 'recorder' | 'clock'>): void {
  for (const { at, near, to } of pair?.moves() ?? []) {
    if (Date.parse(at) >= clock.virtualStartedAt.getTime()) recorder.record({ kind: 'customers.moved', near, to }, at);
  }
}

function describe({ fault, region }: RegionFault, { names }: Pick<RegionPair, 'names'>): string {
  return fault === 'region-lost' ? `${names[region]} answers nothing` : 'nothing is replicated';
}
