/** Checks the definition, its journeys and the experiments before anything starts. */
import { describeSystem, type KnownSystem, readExperiment, readExperiments } from '@evenkeel/chaos';
import type { Sabotage } from '@evenkeel/chaos/sabotage';
import { type Experiment, needsTwoRegions } from '@evenkeel/chaos/schemas';
import { CommandFailure, usageFailure } from '../failure.ts';
import { problemsFailure, surroundingProblems } from '../system/check-definition.ts';
import type { FoundSystem } from '../system/definition.ts';
import { locate, orUsageFailure } from './documents.ts';
import { loadProbeModules } from './probe-modules.ts';

export interface Preflight {
  /** The experiments' files. */
  readonly files: readonly string[];
  /** The definition of their system; undefined if it has none. */
  readonly system: FoundSystem | undefined;
  /** Names of the alarms of the intact app, without the stage's prefix. */
  readonly alarms: readonly string[];
  /** The queues that feed functions of the intact app, and the speed at which it will run; not checked when absent. */
  readonly queues?: KnownSystem['queues'];
  /** What the app's code and templates show of its handlers and its API; not checked when absent. */
  readonly shown?: Pick<KnownSystem, 'services' | 'hasApi'> | undefined;
  /** The app's cloud assembly, if the changes that sabotages make to it are to be checked too. */
  readonly assembly?: string | undefined;
}

/**
 * Reads experiments, and checks everything about them and their system that can be checked without a running system.
 *
 * @throws CommandFailure exit 2 with every problem
 */
export async function readyExperiments({
  files,
  system,
  alarms,
  queues,
  shown = {},
  assembly,
}: Preflight): Promise<Experiment[]> {
  const problems = system === undefined ? [] : await surroundingProblems(system.definition, system.file, assembly);
  const stores = system === undefined || problems.length > 0 ? undefined : describeSystem(system);
  const [experiments, ...others] = await Promise.allSettled([
    // Without the stores, everything else about the experiments is still checked.
    orUsageFailure(() => readExperiments(files, { alarms, system: system?.definition, stores, queues, ...shown })).then(
      (read) => withProbeModules(read, files),
    ),
    Promise.resolve(stores?.reconciliation.close?.()),
  ]);
  const failures = [
    ...(problems.length > 0 ? [problemsFailure(system?.definition, system?.file ?? '', problems)] : []),
    ...[experiments, ...others].flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : [])),
  ];
  const messages = failures.map((failure) => {
    if (failure instanceof CommandFailure) return failure.message;
    throw failure instanceof Error ? failure : new Error(String(failure));
  });
  if (messages.length > 0) throw usageFailure(messages.join('\n'));
  return experiments.status === 'fulfilled' ? experiments.value : [];
}

/**
 * Refuses experiments that need two regions, for a system that has one.
 *
 * @throws CommandFailure exit 2
 */
export function demandOneRegion(experiments: readonly Experiment[]): void {
  const names = experiments.filter(needsTwoRegions).map(({ name }) => name);
  if (names.length === 0) return;
  throw usageFailure(
    `${names.join(' and ')} ${names.length === 1 ? 'needs' : 'need'} two regions: play ${names.length === 1 ? 'it' : 'them'} with a plan whose stage has two, such as: evenkeel gameday regions`,
  );
}

/**
 * Refuses experiments for one region, on both of a pair: their load goes to the home region alone, and the run on the other
 * one would wait for a load and for answers that only the home region gives.
 *
 * @throws CommandFailure exit 2
 */
export function demandTwoRegions(experiments: readonly Experiment[], stage: string): void {
  const names = experiments.filter((experiment) => !needsTwoRegions(experiment)).map(({ name }) => name);
  if (names.length === 0) return;
  throw usageFailure(
    `${names.join(' and ')} ${names.length === 1 ? 'is' : 'are'} for one region, and stage ${stage} of the plan has two: play ${names.length === 1 ? 'it' : 'them'} with a plan whose stage has one, such as dev, or say in each scenario which region its customers are \`near\``,
  );
}

/**
 * Refuses a bug that only two regions can show, for a system that has one.
 *
 * @throws CommandFailure exit 2
 */
export async function demandSabotageOfOneRegion(
  sabotage: Sabotage | undefined,
  system: FoundSystem | undefined,
): Promise<void> {
  if (sabotage === undefined || system === undefined) return;
  const file = await locate('experiment', sabotage.experiment, system.file);
  const experiment = await orUsageFailure(() => readExperiment(file, { system: system.definition }));
  if (!needsTwoRegions(experiment)) return;
  throw usageFailure(
    `sabotage ${sabotage.name} needs two regions, as its experiment ${experiment.name} does: plant it in both with a plan whose stage has two, such as: evenkeel gameday regions --sabotage ${sabotage.name}`,
  );
}

async function withProbeModules(experiments: Experiment[], files: readonly string[]): Promise<Experiment[]> {
  for (const [index, experiment] of experiments.entries()) await loadProbeModules(experiment, files[index] ?? '');
  return experiments;
}
