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
        const { differences } = result;
        return [
          ...differs(`start of ${runId}, in the events and in its result`, start.at, result.startedAt),
          ...differs(`end of ${runId}, in the events and in its result`, end.at, result.endedAt),
          ...differs(`outcome of ${runId}, in the events and in its result`, end.outcome, result.outcome),
          ...differs(`drift of ${runId}, in the events and in its result`, end.drift, differences.length),
          ...differs(`repairs of ${runId}, in the events and in its result`, end.repaired, repairedIn(differences)),
          ...(start.trigger === 'run-now' && !isAsked
            ? [`the experiment asks for no run, and ${runId} was requested`]
            : []),
        ];
      }),
    ];
  },
);

type Differences = ReconcileResult['differences'];

function repairedIn(differences: Differences): number {
  return differences.filter(({ repaired }) => repaired).length;
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
