import type { Experiment, ReconcileResult } from '../../schemas/index.ts';
import { comparison, differs, repeated } from './comparison.ts';

/** The reconcile runs that the events show, with their results. */
export const reconcileRunsComparison = comparison(
  'reconcile runs',
  ['events', 'reconciles'],
  ({ events, reconciles }, { journal }) => {
    const began = events.filter((event) => event.kind === 'reconcile.began');
    const ended = events.filter((event) => event.kind === 'reconcile.ended');
    const ids = new Set([...began, ...ended, ...reconciles].map(({ runId }) => runId));
    const isAsked = asksForRuns(journal.experiment);
    return [
      ...repeated(began.map(({ runId }) => runId)).map((runId) => `${runId} began more than once`),
      ...repeated(ended.map(({ runId }) => runId)).map((runId) => `${runId} ended more than once`),
      ...[...ids].flatMap((runId) => {
        const [start, end] = [began.find((one) => one.runId === runId), ended.find((one) => one.runId === runId)];
        const result = reconciles.find((one) => one.runId === runId);
        if (start === undefined) return [`${runId} has no event of its start`];
        if (end === undefined) return [`${runId} has no event of its end`];
        if (result === undefined) return [`${runId} has no result`];
        const found = ownSum(result, ({ drift }) => drift);
        return [
          ...differs(`start of ${runId}, in the events and in its result`, start.at, result.startedAt),
          ...differs(`end of ${runId}, in the events and in its result`, end.at, result.endedAt),
          ...differs(`outcome of ${runId}, in the events and in its result`, end.outcome, result.outcome),
          ...differs(`drift of ${runId}, in the events and in its result`, end.drift, found),
          ...differs(
            `repairs of ${runId}, in the events and in its result`,
            end.repaired,
            ownSum(result, ({ repaired }) => repaired),
          ),
          ...differs(
            `differences that ${runId} omits, in the events and in its result`,
            end.omitted ?? 0,
            found - result.differences.length,
          ),
          ...(start.trigger === 'schedule' || result.notDue === undefined
            ? []
            : [`${runId} skipped rules that were not due, as only a scheduled run does`]),
          ...(start.trigger === 'run-now' && !isAsked
            ? [`the experiment asks for no run, and ${runId} was requested`]
            : []),
        ];
      }),
    ];
  },
);

/** Over the rules that this run compared itself. The reconciler counts the others in the run that they resume. */
function ownSum({ rules }: ReconcileResult, count: (rule: ReconcileResult['rules'][number]) => number): number {
  return rules.reduce((sum, rule) => sum + (rule.resumedFrom === undefined ? count(rule) : 0), 0);
}

/** Whether the run itself requests runs of the reconciler. */
function asksForRuns({ reconcile, steadyState, stopConditions }: Experiment): boolean {
  const probes = [
    ...steadyState.before,
    ...steadyState.after,
    ...stopConditions.flatMap((condition) => (condition.when === 'probe-fails' ? [condition.probe] : [])),
  ];
  return reconcile?.by === 'run-now' || probes.some(({ probe }) => probe === 'reconcile-clean' || probe === 'module');
}
