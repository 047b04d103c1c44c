import type { JudgedEvent } from '../../evidence/evidence.ts';
import type { Journal } from '../../schemas/index.ts';
import { comparison, repeated } from './comparison.ts';

/** The alarms that were listed, with the experiment, the probes and the transitions, which name alarms too. */
export const alarmsListedComparison = comparison('alarms', ['events'], ({ events }, { journal }) => {
  const lists = events.filter((event) => event.kind === 'alarms.listed');
  const [list] = lists;
  if (lists.length > 1) return ['the alarms were listed more than once'];
  if (list === undefined) return [];
  const names = list.alarms.map(({ name }) => name);
  const listed = new Set(names);
  const { expect, stopConditions } = journal.experiment;
  const expected = [
    ...expect.alarms.map(({ name }) => name),
    ...stopConditions.flatMap((condition) => (condition.when === 'alarm' ? [condition.name] : [])),
  ];
  const template = new Set(journal.alarms);
  const began = events.find(({ kind }) => kind === 'phase.began')?.elapsedMs ?? Number.POSITIVE_INFINITY;
  return [
    ...(list.elapsedMs > began ? ['the alarms were listed after the load had begun'] : []),
    ...repeated(names).map((name) => `${name} is listed twice`),
    ...repeated(journal.alarms).map((name) => `${name} is twice in the journal`),
    ...expected
      .filter((name) => !listed.has(name) && !template.has(name))
      .map((name) => `the experiment names ${name}, which is neither listed nor in the template`),
    ...transitionsOf(events)
      .filter((name) => !listed.has(name))
      .map((name) => `${name} changed its state, but is not listed`),
    ...countsDiffer(events, names.length, journal),
  ];
});

function transitionsOf(events: readonly JudgedEvent[]): string[] {
  return [...new Set(events.flatMap((event) => (event.kind === 'alarm' ? [event.alarm] : [])))];
}

/**
 * The probe that asks all alarms says how many there are, right after they were listed. On AWS others may add alarms before
 * it asks again.
 */
function countsDiffer(events: readonly JudgedEvent[], listed: number, { target }: Pick<Journal, 'target'>): string[] {
  return events.flatMap((event) => {
    if (event.kind !== 'probe' || event.probe !== 'alarms') return [];
    if (event.when === 'after' && target === 'aws') return [];
    const asked = /^none of (\d+) alarms?/.exec(event.message)?.[1];
    return asked === undefined || Number(asked) === listed
      ? []
      : [`${listed} alarms are listed, and the probe asked ${asked}`];
  });
}
