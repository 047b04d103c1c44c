import type { Operation } from '../schemas/index.ts';
import { checker, unknown, valid } from './checker.ts';

/** The load was delivered in full; a run with less decides nothing. */
export const loadDelivered = checker('load-delivered', ['history'], ({ history }, { load }) => {
  if (load === null) return unknown('The load generator left no summary.');
  const short = Object.entries(load.scenarios).filter(([, { planned, started }]) => started < planned - ROUNDING);
  const sent = countsOf(history);
  const lines = [
    ...(load.droppedIterations > 0 ? [`${load.droppedIterations} iterations were dropped`] : []),
    ...Object.entries(load.scenarios).flatMap(([name, { started }]) => untold(name, started, sent.get(name) ?? 0)),
    ...short.map(([name, { planned, started }]) => `${name}: ${started} of ${planned} iterations started`),
  ];
  const measured = [{ name: 'dropped iterations', unit: 'iterations', value: load.droppedIterations, budget: 0 }];
  if (lines.length > 0) return unknown('The load was not delivered in full.', lines, measured);
  return valid(`All ${history.length} operations were sent, none dropped.`, measured);
});

/** An arrival on the very end of a scenario may fall to either side. */
const ROUNDING = 1;

function countsOf(history: readonly Operation[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { scenario } of history) counts.set(scenario, (counts.get(scenario) ?? 0) + 1);
  return counts;
}

function untold(name: string, started: number, told: number): string[] {
  return started === told ? [] : [`${name}: ${started} iterations started, and the history tells of ${told}`];
}
