import { plannedStretches } from '../../schemas/index.ts';
import { comparison, differs } from './comparison.ts';

/** The plan that k6 followed, with the journal's experiment. */
export const k6PlanComparison = comparison('k6/plan.json', ['k6'], ({ k6: { plan } }, { journal }) => {
  const expected = plannedStretches(journal.experiment.phases);
  const names = [...new Set([...expected.keys(), ...Object.keys(plan.stretches)])];
  return [
    ...differs('its run and the journal', plan.run, journal.run),
    ...differs('its seed and the journal', plan.seed, journal.seed),
    ...differs(
      'whether the system has two regions, by its URLs and by the journal',
      plan.urls !== undefined,
      journal.regions !== undefined,
    ),
    ...names.flatMap((name) => {
      const { phase, scenario, journey, rate, startsAt, seconds, planned, firstIteration, near } =
        plan.stretches[name] ?? {};
      const given = JSON.stringify({
        phase,
        scenario,
        journey,
        rate,
        startsAt,
        seconds,
        planned,
        firstIteration,
        near,
      });
      return given === JSON.stringify(expected.get(name)) ? [] : [`${name} is not what the experiment says`];
    }),
  ];
});
