import { type Experiment, plannedIterations } from '../../schemas/index.ts';
import { comparison, differs } from './comparison.ts';

/** What k6 was told to do, with the journal's experiment. */
export const k6PlanComparison = comparison('k6/plan.json', ['k6'], ({ k6: { plan } }, { journal }) => {
  const expected = stretchesOf(journal.experiment);
  const names = [...new Set([...expected.keys(), ...Object.keys(plan.stretches)])];
  return [
    ...differs('its run and the journal', plan.run, journal.run),
    ...differs('its seed and the journal', plan.seed, journal.seed),
    ...names.flatMap((name) => {
      const { phase, scenario, journey, rate, startsAt, seconds, planned, firstIteration } = plan.stretches[name] ?? {};
      const given = JSON.stringify({ phase, scenario, journey, rate, startsAt, seconds, planned, firstIteration });
      return given === JSON.stringify(expected.get(name)) ? [] : [`${name} is not what the experiment says`];
    }),
  ];
});

/** The experiment's scenarios as k6 runs them. */
function stretchesOf({ phases }: Experiment): ReadonlyMap<string, object> {
  const stretches = new Map<string, object>();
  const sent = new Map<string, number>();
  let startsAt = 0;
  for (const { name: phase, scenarios, seconds, drainSeconds } of phases) {
    for (const { name: scenario, journey, rate } of scenarios) {
      const planned = plannedIterations(rate, seconds);
      const firstIteration = sent.get(scenario) ?? 0;
      sent.set(scenario, firstIteration + planned);
      const stretch = { phase, scenario, journey, rate, startsAt, seconds, planned, firstIteration };
      stretches.set(`${phase}-${scenario}`, stretch);
    }
    startsAt += seconds + drainSeconds;
  }
  return stretches;
}
