import { comparison, differs, repeated } from './comparison.ts';

/** When the deployment was compared with its template, with the phases; and the template's alarms, with the journal's. */
export const deploymentComparison = comparison('deployment', ['events'], ({ events }, { journal }) => {
  const compared = events.filter((event) => event.kind === 'deployment.compared');
  const began = events.find(({ kind }) => kind === 'phase.began')?.elapsedMs ?? Number.POSITIVE_INFINITY;
  const drained = events.findLast(({ kind }) => kind === 'phase.drained')?.elapsedMs ?? 0;
  return [
    ...repeated(compared.map(({ when }) => when)).map((when) => `it was compared more than once at the ${when}`),
    ...compared
      .filter(({ when, elapsedMs }) => (when === 'start' ? elapsedMs > began : elapsedMs < drained))
      .map(({ when, at }) => `it was compared at the ${when} at ${at}, during the load or on its other side`),
    ...compared.flatMap((event) =>
      differs('alarms of the template, in the events and in the journal', event.compared.alarms, journal.alarms.length),
    ),
  ];
});
