import type { ReconcileResult, RunEvent } from '../contract/index.ts';
import { judgesReconciler } from './applies.ts';
import { checker, invalid, noneOf, unknown } from './checker.ts';
import { isDrifted, judgedRun } from './judged-run.ts';

type Seeded = Extract<RunEvent, { kind: 'drift.seeded' }>;
type Difference = ReconcileResult['differences'][number];

/**
 * From the seeding to the run that is judged, the reconciler found all seeded drift and nothing else, and repaired it;
 * no earlier run had anything to repair. An hourly run that comes first may do the work of the one that was asked for.
 * Sagas that were stranded on purpose are work of the reconciler too, and no drift.
 */
export const reconciliation = checker(
  'reconciliation',
  ['events', 'reconciles', 'prediction'],
  ({ events, reconciles, prediction }, { experiment: { reconcile }, status }) => {
    if (!events.some(isDrifted))
      return unknown('The run ended before drift was seeded, so nothing was asked of the reconciler.');
    const seeded = events.filter((event) => event.kind === 'drift.seeded');
    const judged = judgedRun(events, reconcile?.by);
    const result = reconciles.find(({ runId }) => runId === judged?.runId);
    if (judged === undefined || result === undefined) {
      if (status !== 'completed') return unknown('The run ended before the reconciler ran.');
      const trigger = `triggered by: ${reconcile?.by ?? 'nobody'}`;
      return invalid('No reconcile run was done in time after the drift was seeded.', [trigger]);
    }
    const isStranded = ({ key }: Difference) => prediction.get(key)?.by === 'reconciler';
    const from = (seeded[0] ?? events.findLast(isDrifted))?.at ?? '';
    const upToIt = reconciles.filter(({ startedAt }) => startedAt <= result.startedAt);
    const since = upToIt.filter(({ endedAt }) => endedAt >= from);
    const found = since.flatMap(({ differences }) => differences);
    const stranded = new Set(found.filter(isStranded).map(({ key }) => key)).size;
    const differences = found.filter((one) => !isStranded(one));
    const isDone = since.some(({ runId, outcome }) => runId !== result.runId && outcome === 'repaired');
    const expected = [
      ...(seeded.length > 0 ? ['repaired'] : stranded > 0 ? ['repaired', 'unsettled'] : ['clean']),
      ...(isDone ? ['clean'] : []),
    ];
    const violations = [
      ...seeded
        .filter((drift) => !differences.some((one) => isOf(drift, one)))
        .map((drift) => `${drift.rule} ${drift.key}: not found (${drift.description})`),
      ...differences
        .filter((one) => !seeded.some((drift) => explains(drift, one)))
        .map(({ rule, key, kind }) => `${rule} ${key}: ${kind}, and nobody seeded it`),
      ...differences
        .filter((one) => !one.repaired && seeded.some((drift) => isOf(drift, one)))
        .filter(({ rule, key }) => !differences.some((one) => one.repaired && one.rule === rule && one.key === key))
        .map(({ rule, key }) => `${rule} ${key}: found, and not repaired`),
      ...(expected.includes(result.outcome)
        ? []
        : [`${judged.runId}: ended ${result.outcome}, not ${expected.join(' or ')}`]),
      ...upToIt.filter((run) => !since.includes(run)).flatMap((run) => findingsOf(run, isStranded)),
    ];
    const repaired = differences.filter((one) => one.repaired).length;
    const also = stranded === 0 ? '' : `; beside it, it drove on ${stranded} stranded sagas`;
    return noneOf(
      violations,
      `The reconciler found all ${seeded.length} seeded drifts and nothing else, and repaired them${also}.`,
      (count) => `The reconciler's run differs from the seeded drift in ${count} points.`,
      [
        { name: 'drift seeded', unit: 'keys', value: seeded.length, budget: null },
        { name: 'drift found', unit: 'keys', value: differences.length, budget: seeded.length },
        { name: 'drift repaired', unit: 'keys', value: repaired, budget: seeded.length },
      ],
    );
  },
  judgesReconciler,
);

function isOf(drift: Seeded, found: Difference): boolean {
  return drift.rule === found.rule && drift.key === found.key;
}

function explains(drift: Seeded, found: Difference): boolean {
  return isOf(drift, found) || drift.consequences.some(({ rule, key }) => rule === found.rule && key === found.key);
}

function findingsOf({ runId, differences }: ReconcileResult, isStranded: (found: Difference) => boolean): string[] {
  return differences
    .filter((found) => !isStranded(found))
    .map(({ rule, key }) => `${rule} ${key}: found by ${runId}, before any drift was seeded`);
}
