import { comparison } from './comparison.ts';
import { probeNames } from '../../schemas/probe-names.ts';

/** More attempts than the runner makes for a probe. */
const MAX_ATTEMPTS = 5;

/** The answers of probes, with the experiment's steady state. */
export const probesComparison = comparison('probes', ['events'], ({ events }, { journal }) => {
  const { steadyState } = journal.experiment;
  const answers = events.filter((event) => event.kind === 'probe');
  const began = events.find(({ kind }) => kind === 'phase.began')?.elapsedMs ?? Number.POSITIVE_INFINITY;
  return (['before', 'after'] as const).flatMap((when) => {
    const names = probeNames(steadyState[when]);
    const own = answers.filter((answer) => answer.when === when);
    return [
      ...own
        .filter(({ probe }) => !names.includes(probe))
        .map(({ probe }) => `the experiment asks no probe ${probe} ${when} the run`),
      ...names
        .filter((name) => own.filter(({ probe }) => probe === name).length > MAX_ATTEMPTS)
        .map((name) => `${name} was asked more than ${MAX_ATTEMPTS} times ${when} the run`),
      ...own
        .filter(({ elapsedMs }) => (when === 'before') === elapsedMs > began)
        .map(({ probe }) => `${probe} was asked at another time than ${when} the run`),
      ...own
        .filter(({ ok, probe }, index) => ok && own.slice(index + 1).some((later) => later.probe === probe))
        .map(({ probe }) => `${probe} was asked again ${when} the run, although it held`),
    ];
  });
});
