import { parseCorrelationId } from '../schemas/index.ts';
import { knowsStores } from './applies.ts';
import { checker, invalid, unknown, valid } from './checker.ts';

/** No order of this run stands in the stores that the load never sent: none was made up, none made a second time. */
export const ordersAskedFor = checker(
  'orders-asked-for',
  ['history', 'before', 'drained'],
  ({ history, before, drained }, { run, status, load }) => {
    const known = new Set([
      ...history.map(({ correlationId }) => correlationId),
      ...before.sagas.map(({ correlationId }) => correlationId),
    ]);
    const strange = drained.sagas.flatMap(({ correlationId, order }) => {
      const operation = parseCorrelationId(correlationId);
      if (order === null || operation?.run !== run || known.has(correlationId)) return [];
      return [{ correlationId, scenario: operation.scenario }];
    });
    // A load that was cut short may have sent what its history does not tell.
    const toldAll = ({ scenario }: { scenario: string }) => {
      const counts = load?.scenarios[scenario];
      return status === 'completed' && (counts === undefined || counts.started >= counts.planned);
    };
    const line = ({ correlationId }: { correlationId: string }) => `${correlationId}: stored, and never sent`;
    const proven = strange.filter(toldAll);
    if (proven.length > 0) return invalid(`${proven.length} orders are stored that nobody sent.`, proven.map(line));
    if (strange.length > 0) return unknown('The history does not tell of all that was sent.', strange.map(line));
    return valid('Every order of the run that is stored was sent by its load.');
  },
  knowsStores,
);
