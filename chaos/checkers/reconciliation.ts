import type { ReconcileResult, RunEvent } from '../contract/index.ts';
import { checker, invalid, noneOf, unknown, valid } from './checker.ts';

type Seeded = Extract<RunEvent, { kind: 'drift.seeded' }>;
type Began = Extract<RunEvent, { kind: 'reconcile.began' }>;

/** The judged run found all seeded drift and nothing else, and repaired it; no earlier run had anything to repair. */
export const reconciliation = checker(
  'reconciliation',
  ['events', 'reconciles'],
  ({ events, reconciles }, { experiment }) => {
    const { reconcile } = experiment;
    if (reconcile === undefined) return valid('No run of the reconciler is judged.');
    if (!events.some(isDrifted))
      return unknown('The run ended before drift was seeded, so nothing was asked of the reconciler.');
    const seeded = events.filter((event) => event.kind === 'drift.seeded');
    const judged = judgedRun(events);
    const result = reconciles.find(({ runId }) => runId === judged?.runId);
    if (judged === undefined || result === undefined) {
      const { by, timeoutSeconds } = reconcile;
      return invalid(`No reconcile run was done within ${timeoutSeconds} s after the drift was seeded.`, [
        `triggered by: ${by}`,
      ]);
    }
    const { differences } = result;
    const expectedOutcome = seeded.length > 0 ? 'repaired' : 'clean';
    const violations = [
      ...seeded
        .filter((drift) => !differences.some((found) => isOf(drift, found)))
        .map((drift) => `${drift.rule} ${drift.key}: not found (${drift.description})`),
      ...differences
        .filter((found) => !seeded.some((drift) => explains(drift, found)))
        .map(({ rule, key, kind }) => `${rule} ${key}: ${kind}, and nobody seeded it`),
      ...differences
        .filter((found) => !found.repaired && seeded.some((drift) => isOf(drift, found)))
        .map(({ rule, key }) => `${rule} ${key}: found, and not repaired`),
      ...(judged.trigger === reconcile.by
        ? []
        : [`${judged.runId}: triggered by ${judged.trigger}, not by ${reconcile.by}`]),
      ...(result.outcome === expectedOutcome
        ? []
        : [`${judged.runId}: ended ${result.outcome}, not ${expectedOutcome}`]),
      ...earlierFindings(reconciles, judged.runId),
    ];
    const repaired = differences.filter((difference) => difference.repaired).length;
    return noneOf(
      violations,
      `The reconciler found all ${seeded.length} seeded drifts and nothing else, and repaired them.`,
      (count) => `The reconciler's run differs from the seeded drift in ${count} points.`,
      [
        { name: 'drift seeded', unit: 'keys', value: seeded.length, budget: null },
        { name: 'drift found', unit: 'keys', value: differences.length, budget: seeded.length },
        { name: 'drift repaired', unit: 'keys', value: repaired, budget: seeded.length },
      ],
    );
  },
);

/** The first run that began after the last drift was seeded, or after the drain where none was to be. */
export function judgedRun(events: readonly RunEvent[]): Began | undefined {
  const ready = events.findLast(isDrifted);
  if (ready === undefined) return undefined;
  return events
    .filter((event) => event.kind === 'reconcile.began')
    .find(({ elapsedMs }) => elapsedMs >= ready.elapsedMs);
}

function isDrifted(event: RunEvent): boolean {
  return event.kind === 'snapshot' && event.name === 'drifted';
}

function isOf(drift: Seeded, found: ReconcileResult['differences'][number]): boolean {
  return drift.rule === found.rule && drift.key === found.key;
}

function explains(drift: Seeded, found: ReconcileResult['differences'][number]): boolean {
  return isOf(drift, found) || drift.consequences.some(({ rule, key }) => rule === found.rule && key === found.key);
}

function earlierFindings(reconciles: readonly ReconcileResult[], judged: string): string[] {
  const judgedStart = reconciles.find(({ runId }) => runId === judged)?.startedAt ?? '';
  return reconciles
    .filter(({ runId, startedAt }) => runId !== judged && startedAt < judgedStart)
    .flatMap(({ runId, differences }) =>
      differences.map(({ rule, key }) => `${rule} ${key}: found by ${runId}, before any drift was seeded`),
    );
}
