import { checker, invalid, unknown, valid } from './checker.ts';
import { restOf } from './rest.ts';

/**
 * Every predicted failure rolled back and nothing else did. Where a fault that was to end a saga never struck it, the
 * harness failed and not the system.
 */
export const outcomeAsPredicted = checker(
  'outcome-as-predicted',
  ['prediction', 'drained', 'events'],
  ({ prediction, drained, events }) => {
    const struck = new Set(
      events.flatMap((event) => (event.kind === 'fault.hit' ? [`${event.faultId} ${event.correlationId}`] : [])),
    );
    const violations: string[] = [];
    const undecided: string[] = [];
    for (const saga of drained.sagas) {
      const { correlationId } = saga;
      const fate = prediction.get(correlationId);
      const rest = restOf(saga);
      if (fate === undefined || typeof rest !== 'string' || rest === fate.outcome) continue;
      const line = `${correlationId}: ${rest}, predicted ${fate.outcome}${because(fate.causes)}`;
      const reached = fate.causes.every(
        (cause) => !fate.struckBy.includes(cause) || struck.has(`${cause} ${correlationId}`),
      );
      (fate.outcome === 'completed' || reached ? violations : undecided).push(line);
    }
    if (violations.length > 0) return invalid(`${violations.length} sagas ended otherwise than predicted.`, violations);
    if (undecided.length > 0) {
      return unknown(`${undecided.length} sagas were not struck by the fault that was to end them.`, undecided);
    }
    const rolledBack = [...prediction.values()].filter(({ outcome }) => outcome === 'rolled-back').length;
    return valid(`${prediction.size - rolledBack} sagas completed and ${rolledBack} rolled back, each as predicted.`);
  },
);

function because(causes: readonly string[]): string {
  return causes.length === 0 ? '' : ` by ${causes.join(', ')}`;
}
