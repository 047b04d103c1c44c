import type { PredictedEnd } from '../prediction/index.ts';
import { checker, counted, invalid, readsStores, unknown, valid } from './checker.ts';
import { endOf } from './saga-end.ts';

/**
 * Every saga that was predicted to roll back did, and no other; sagas that were predicted to be stranded, the services
 * did not end. If a fault that decides a saga did not hit it, the harness failed, not the system.
 */
export const outcomeAsPredicted = checker(
  'outcome-as-predicted',
  ['prediction', 'drained', 'events'],
  ({ prediction, drained, events }) => {
    const hits = new Set(
      events.flatMap((event) => (event.kind === 'fault.hit' ? [`${event.faultId} ${event.correlationId}`] : [])),
    );
    const violations: string[] = [];
    const undecided: string[] = [];
    for (const saga of drained.sagas) {
      const { correlationId } = saga;
      const predicted = prediction.get(correlationId);
      const end = endOf(saga);
      if (predicted === undefined || predicted.end === 'refused' || typeof end !== 'string') continue;
      if (predicted.by === 'services' && predicted.end === end) continue;
      const wasHitBy = (cause: string) => hits.has(`${cause} ${correlationId}`);
      // Of several faults for one saga, any may come first. But one of them must have hit.
      const isDecided =
        (predicted.causes.length === 0 || predicted.causes.some(wasHitBy)) &&
        predicted.causes.every((cause) => !predicted.hitBy.includes(cause) || wasHitBy(cause));
      (isDecided ? violations : undecided).push(`${correlationId}: ${end}, predicted ${textOf(predicted)}`);
    }
    if (violations.length > 0)
      return invalid(`${counted(violations.length, 'saga')} did not end as predicted.`, violations);
    if (undecided.length > 0) {
      return unknown(`The deciding fault did not hit ${counted(undecided.length, 'saga')}.`, undecided);
    }
    return valid(`${tally([...prediction.values()])}, all as predicted.`);
  },
  readsStores,
);

function textOf({ end, by, causes }: PredictedEnd): string {
  const because = causes.length === 0 ? '' : ` because of ${causes.join(', ')}`;
  return by === 'reconciler' ? `stranded${because}` : `${end}${because}`;
}

function tally(predicted: readonly PredictedEnd[]): string {
  const stranded = predicted.filter(({ by }) => by === 'reconciler').length;
  const ended = (end: PredictedEnd['end']) =>
    predicted.filter((one) => one.by === 'services' && one.end === end).length;
  const left = stranded === 0 ? '' : `, ${stranded} left to the reconciler`;
  return `${counted(ended('completed'), 'saga')} completed, ${ended('rolled-back')} rolled back${left}`;
}
