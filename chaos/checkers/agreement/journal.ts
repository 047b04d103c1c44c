import { experimentDigest } from '../../evidence/digest.ts';
import type { Journal } from '../../schemas/index.ts';
import { comparison, differs, toleratedMs } from './comparison.ts';

/** The facts of a journal that follow from each other. */
export const journalComparison = comparison('journal', [], (_parts, { journal }) => [
  ...digests(journal),
  ...ends(journal),
  ...command(journal),
  ...definition(journal),
  ...differs('its seal lists the files that it counts', true, countsAreSealed(journal)),
  ...(journal.target === 'aws' && journal.speed !== 1 ? [`time on AWS has speed 1, not ${journal.speed}`] : []),
  ...(journal.speed < journal.experiment.minSpeed
    ? [`the speed is ${journal.speed}, and the experiment needs ${journal.experiment.minSpeed}`]
    : []),
]);

/** Only a run with a definition reads the stores. */
function definition({ system, counts }: Journal): string[] {
  const stores = Object.keys(counts).find((file) => file.startsWith('state/'));
  return system === null && stores !== undefined ? [`it has no definition of the system, and counts ${stores}`] : [];
}

function digests({ experiment, experimentDigest: noted }: Journal): string[] {
  if (noted === undefined) return ['it has no digest of the experiment'];
  return noted === experimentDigest(experiment)
    ? []
    : ['the experiment does not have the digest that the journal notes'];
}

function ends(journal: Journal): string[] {
  const { startedAt, endedAt, status } = journal;
  if (status === 'running') return [];
  if (endedAt === null) return [`the run is ${status}, but has no time of its end`];
  const lasted = Date.parse(endedAt) - Date.parse(startedAt);
  if (lasted < -toleratedMs(journal)) return [`the run ended at ${endedAt}, before it started at ${startedAt}`];
  return [];
}

/** The command repeats the run, so it names the seed and the sabotage. */
function command({ command: text, seed, sabotage }: Journal): string[] {
  const given = /--seed[ =](\d+)/.exec(text)?.[1];
  const planted = /--sabotage[ =](\S+)/.exec(text)?.[1];
  return [
    ...(given === undefined || Number(given) === seed ? [] : [`the seed is ${seed}, and the command says ${given}`]),
    ...(planted === undefined || planted === sabotage
      ? []
      : [`the sabotage is ${sabotage ?? 'none'}, and the command says ${planted}`]),
  ];
}

function countsAreSealed({ counts, seals }: Journal): boolean {
  return seals === undefined || Object.keys(counts).every((file) => Object.hasOwn(seals, file));
}
