import { isDeepStrictEqual } from 'node:util';
import type { JudgedEvent } from '../../evidence/evidence.ts';
import { comparison, differs, repeated } from './comparison.ts';

type Compared = Extract<JudgedEvent, { kind: 'deployment.compared' }>;

/**
 * When the deployment was compared with its template, and its alarms with what emits their metrics, with the phases; and
 * what was compared, with the journal's alarms and with each other.
 */
export const deploymentComparison = comparison('deployment', ['events'], ({ events }, { journal }) => {
  const compared = events.filter((event) => event.kind === 'deployment.compared');
  const looks = events.filter((event) => event.kind === 'alarms.blind');
  const listed = events.find((event) => event.kind === 'alarms.listed')?.alarms.map(({ name }) => name);
  const began = events.find(({ kind }) => kind === 'phase.began')?.elapsedMs ?? Number.POSITIVE_INFINITY;
  const drained = events.findLast(({ kind }) => kind === 'phase.drained')?.elapsedMs ?? 0;
  return [
    ...repeated(compared.map(({ when }) => when)).map((when) => `it was compared more than once at the ${when}`),
    ...repeated(looks.map(({ when }) => when)).map(
      (when) => `the metrics were looked for more than once at the ${when}`,
    ),
    ...[...compared, ...looks]
      .filter(({ when, elapsedMs }) => (when === 'start' ? elapsedMs > began : elapsedMs < drained))
      .map(({ kind, when, at }) => `${kind} is of the ${when} at ${at}, during the load or on its other side`),
    ...designsDiffer(compared),
    ...looks
      .flatMap(({ alarms }) => alarms)
      .filter(({ name }) => listed?.includes(name) === false)
      .map(({ name }) => `${name} could not fire, and no such alarm is listed`),
    ...compared.flatMap((event) =>
      differs('alarms of the template, in the events and in the journal', event.compared.alarms, journal.alarms.length),
    ),
  ];
});

/** The template is the same at the start and at the end, and so is what of it cannot be compared. */
function designsDiffer(compared: readonly Compared[]): string[] {
  const [start, ...others] = compared;
  return others.flatMap((end) => [
    ...(isDeepStrictEqual(start?.compared, end.compared)
      ? []
      : [`the template has other parts at the ${end.when} than at the ${start?.when ?? 'start'}`]),
    ...(isDeepStrictEqual(start?.omitted, end.omitted)
      ? []
      : [`other parts of the template are left out at the ${end.when} than at the ${start?.when ?? 'start'}`]),
  ]);
}
