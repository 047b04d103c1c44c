import { comparison } from './comparison.ts';

/** The rules that the reconcile runs and the seeded drift name, with those of the system. */
export const reconcileRulesComparison = comparison(
  'reconcile rules',
  ['events', 'reconciles'],
  ({ events, reconciles }, { journal }) => {
    if (journal.system === null) return [];
    const known = new Set(journal.rules);
    const runs = reconciles.flatMap(({ runId, rules, notDue = [] }) => {
      const ran = [...rules.map(({ name }) => name), ...notDue];
      return [
        ...[...known].filter((name) => !ran.includes(name)).map((name) => `${runId} did not run the rule ${name}`),
        ...ran.filter((name) => !known.has(name)).map((name) => `${runId} ran ${name}, which is no rule of the system`),
      ];
    });
    const drift = events
      .filter((event) => event.kind === 'drift.seeded')
      .flatMap(({ faultId, rule, consequences }) =>
        [rule, ...consequences.map((one) => one.rule)]
          .filter((name) => !known.has(name))
          .map((name) => `${faultId}: the system has no rule ${name}`),
      );
    return [...runs, ...drift];
  },
);
