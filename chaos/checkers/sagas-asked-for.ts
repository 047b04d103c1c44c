import { parseCorrelationId } from '../schemas/index.ts';
import { counted, invalid, sagaChecker, unknown, valid } from './checker.ts';
import { ownersRecord } from './saga-end.ts';
import { showsAllSent } from './shows-all-sent.ts';

/** The stores hold no saga of this run that its load did not send: no service invented or duplicated one. */
export const sagasAskedFor = sagaChecker(
  'sagas-asked-for',
  ['history', 'before', 'drained'],
  ({ history, before, drained }, { run, status, load }, saga) => {
    const known = new Set<string>();
    for (const { correlationId } of history) known.add(correlationId);
    for (const { correlationId } of before.sagas) known.add(correlationId);
    const unsent = drained.sagas.flatMap((state) => {
      const { correlationId } = state;
      const operation = parseCorrelationId(correlationId);
      if (ownersRecord(saga, state) === null || operation?.run !== run || known.has(correlationId)) return [];
      return [{ correlationId, scenario: operation.scenario }];
    });
    const isHistoryComplete = ({ scenario }: { scenario: string }) => showsAllSent(scenario, { status, load });
    const line = ({ correlationId }: { correlationId: string }) => `${correlationId}: stored, but never sent`;
    const proven = unsent.filter(isHistoryComplete);
    if (proven.length > 0)
      return invalid(`The load never sent ${counted(proven.length, 'stored saga')}.`, proven.map(line));
    if (unsent.length > 0) return unknown('The history does not show everything that was sent.', unsent.map(line));
    return valid("Every stored saga of the run was sent by the run's load.");
  },
);
