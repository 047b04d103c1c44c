import { checker, counted, invalid, unknown, valid } from './checker.ts';

/**
 * Alarms, mute rules, metric filters, schedules and dashboards are deployed as the unmodified template says, at the start and at the
 * end of the run.
 */
export const deployedAsDesigned = checker('deployed-as-designed', ['events'], ({ events }, journal) => {
  const compared = events.filter((event) => event.kind === 'deployment.compared');
  const differences = [...new Set(compared.flatMap((event) => event.differences))];
  if (differences.length > 0) {
    return invalid(
      `The deployment differs from the unmodified template: ${counted(differences.length, 'difference')}.`,
      differences,
    );
  }
  const edges = compared.map(({ when }) => when);
  if (!edges.includes('start')) return unknown('The deployment was never compared with the template.');
  if (!edges.includes('end') && journal.status === 'completed' && journal.load !== null) {
    return unknown('The deployment was not compared with the template at the end of the run.');
  }
  const { alarms = 0, filters = 0, schedules = 0, dashboards = 0, muteRules = 0 } = compared.at(-1)?.compared ?? {};
  const omitted = compared.at(-1)?.omitted ?? [];
  const parts = [
    counted(alarms, 'alarm'),
    ...(muteRules > 0 ? [counted(muteRules, 'mute rule')] : []),
    counted(filters, 'metric filter'),
    counted(schedules, 'schedule'),
    counted(dashboards, 'dashboard'),
  ].join(', ');
  const left = omitted.length === 0 ? '' : ` Not compared: ${omitted.join('; ')}.`;
  return valid(`Deployed as designed: ${parts}.${left}`);
});
