import { experimentDigest } from '../../evidence/digest.ts';
import type { Journal } from '../../schemas/index.ts';
import { comparison, differs, LATE_MS, repeated } from './comparison.ts';

/** The facts of a journal that follow from each other. */
export const journalComparison = comparison('journal', [], (_parts, { journal }) => [
  ...digests(journal),
  ...ends(journal),
  ...command(journal),
  ...definition(journal),
  ...differs('its seal lists the files that it counts', true, countsAreSealed(journal)),
  ...uncounted(journal).map((file) => `it seals ${file}, which it does not count`),
  ...repeated(journal.rules ?? []).map((name) => `it has the rule ${name} twice`),
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
  if (lasted < -LATE_MS) return [`the run ended at ${endedAt}, before it started at ${startedAt}`];
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

/** What the stores and the reconciler left is counted, file by file. */
function uncounted({ counts, seals = {} }: Journal): string[] {
  return Object.keys(seals).filter((file) => /^(?:state|reconcile)\//.test(file) && !Object.hasOwn(counts, file));
}

/** Real milliseconds that a run may take to end after its last event. */
const MAX_ENDING_MS = 3_600_000;

/** The end of the run, with its last event. Events after the end are refused when they are read. */
export const endComparison = comparison('end of the journal', ['events'], ({ events }, { journal }) => {
  const { startedAt, endedAt } = journal;
  if (endedAt === null) return [];
  const late = Date.parse(endedAt) - Date.parse(startedAt) - (events.at(-1)?.elapsedMs ?? 0);
  return late > MAX_ENDING_MS ? [`the run ended ${Math.round(late / 1000)} s after its last event`] : [];
});
