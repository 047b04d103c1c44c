import type { Fate } from '../prediction/index.ts';
import { knowsStores } from './applies.ts';
import { checker, invalid, unknown, valid } from './checker.ts';
import { restOf } from './rest.ts';

/**
 * Every predicted failure rolled back, and nothing else did; what was stranded, the services did not end. Where a fault
 * that was to decide a saga never struck it, the harness failed and not the system.
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
      if (fate === undefined || fate.outcome === 'refused' || typeof rest !== 'string' || isAs(fate, rest)) continue;
      const isStruckBy = (cause: string) => struck.has(`${cause} ${correlationId}`);
      // Of several faults that meet a saga at once, it is open which is first; that one of them was is not.
      const decided =
        (fate.causes.length === 0 || fate.causes.some(isStruckBy)) &&
        fate.causes.every((cause) => !fate.struckBy.includes(cause) || isStruckBy(cause));
      (decided ? violations : undecided).push(`${correlationId}: ${rest}, predicted ${predicted(fate)}`);
    }
    if (violations.length > 0) return invalid(`${violations.length} sagas ended otherwise than predicted.`, violations);
    if (undecided.length > 0) {
      return unknown(`${undecided.length} sagas were not struck by the fault that was to decide them.`, undecided);
    }
    return valid(`${tally([...prediction.values()])}, each as predicted.`);
  },
  knowsStores,
);

function isAs({ outcome, by }: Fate, rest: string): boolean {
  return by === 'services' && rest === outcome;
}

function predicted({ outcome, by, causes }: Fate): string {
  const because = causes.length === 0 ? '' : ` by ${causes.join(', ')}`;
  return by === 'reconciler' ? `stranded${because}` : `${outcome}${because}`;
}

function tally(fates: readonly Fate[]): string {
  const stranded = fates.filter(({ by }) => by === 'reconciler').length;
  const ended = (outcome: Fate['outcome']) =>
    fates.filter((fate) => fate.by === 'services' && fate.outcome === outcome);
  const left = stranded === 0 ? '' : `, ${stranded} were left to the reconciler`;
  return `${ended('completed').length} sagas completed and ${ended('rolled-back').length} rolled back${left}`;
}
