import type { RunEvent } from '../schemas/index.ts';
import { checker, counted, unknown, unlessDelayed, validUnless } from './checker.ts';

type ProbeEvent = Extract<RunEvent, { kind: 'probe' }>;

/** The steady state holds again after the run. If it did not hold before, the run decides nothing. */
export const steadyState = checker('steady-state', ['events'], ({ events }, journal) => {
  const { before, after } = journal.experiment.steadyState;
  const probes = events.filter((event) => event.kind === 'probe');
  const first = lastAnswers(probes, 'before');
  const last = lastAnswers(probes, 'after');
  const unsteady = first.filter(({ ok }) => !ok).map(lineOf);
  if (unsteady.length > 0)
    return unknown('The steady state did not hold before the run, so the run did not start.', unsteady);
  const failing = last.filter(({ ok }) => !ok).map(lineOf);
  if (failing.length === 0 && (first.length < before.length || last.length < after.length)) {
    return unknown('Not every probe of the steady state answered.', [
      `before: ${first.length} of ${before.length} probes answered`,
      `after: ${last.length} of ${after.length} probes answered`,
    ]);
  }
  const result = validUnless(
    failing,
    `All probes held, ${before.length} before the run and ${after.length} after it.`,
    (count) => `${count} of ${counted(after.length, 'steady-state probe')} did not hold after the run.`,
  );
  const times = probes.filter(({ when }) => when === 'after').map(({ elapsedMs }) => elapsedMs);
  const probed = { fromMs: Math.min(...times), toMs: Math.max(...times) };
  return unlessDelayed(result, journal, events, times.length === 0 ? undefined : probed);
});

/** The last answer of each probe: a probe may be repeated until it holds. */
function lastAnswers(events: readonly ProbeEvent[], when: ProbeEvent['when']): ProbeEvent[] {
  return [...new Map(events.filter((event) => event.when === when).map((one) => [one.probe, one])).values()];
}

function lineOf({ probe, message }: ProbeEvent): string {
  return `${probe}: ${message}`;
}
