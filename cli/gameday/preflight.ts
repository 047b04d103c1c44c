/** Checks the definition, its journeys and the experiments before anything starts. */
import { fileURLToPath } from 'node:url';
import { describeSystem, type KnownSystem, type OpenedSystem, readExperiments } from '@evenkeel/chaos';
import type { Experiment } from '@evenkeel/chaos/schemas';
import { bundleScript, JourneyError } from '../../loadtests/entry.ts';
import { CommandFailure, usageFailure } from '../failure.ts';
import type { FoundSystem } from '../system/definition.ts';
import { orUsageFailure } from './documents.ts';
import { loadProbeModules } from './probe-modules.ts';
import { messageOf } from '../trouble.ts';

export interface Preflight {
  /** The experiments' files. */
  readonly files: readonly string[];
  /** The definition of their system; undefined if it has none. */
  readonly system: FoundSystem | undefined;
  /** Names of the alarms of the intact app, without the stage's prefix. */
  readonly alarms: readonly string[];
  /** The queues that feed functions of the intact app, and the speed at which it will run; not checked when absent. */
  readonly queues?: KnownSystem['queues'];
}

/**
 * Reads experiments, and checks everything about them and their system that can be checked without a running system.
 *
 * @throws CommandFailure exit 2 with every problem
 */
export async function readyExperiments({ files, system, alarms, queues }: Preflight): Promise<Experiment[]> {
  const described = describe(system);
  const [experiments, ...others] = await Promise.allSettled([
    described
      .catch(() => undefined) // reported below; without the stores, everything else is still checked
      .then((stores) =>
        orUsageFailure(() => readExperiments(files, { alarms, system: system?.definition, stores, queues })),
      )
      .then((read) => withProbeModules(read, files)),
    described.then((opened) => opened?.reconciliation.close?.()),
    checkJourneys(system),
  ]);
  const failures = [experiments, ...others].flatMap((one) =>
    one.status === 'rejected' ? [one.reason as unknown] : [],
  );
  const messages = failures.map((failure) => {
    if (failure instanceof CommandFailure) return failure.message;
    throw failure instanceof Error ? failure : new Error(String(failure));
  });
  if (messages.length > 0) throw usageFailure(messages.join('\n'));
  return experiments.status === 'fulfilled' ? experiments.value : [];
}

async function withProbeModules(experiments: Experiment[], files: readonly string[]): Promise<Experiment[]> {
  for (const [index, experiment] of experiments.entries()) await loadProbeModules(experiment, files[index] ?? '');
  return experiments;
}

/** The definition is opened without a running system, so any error that its functions throw is a mistake in it. */
async function describe(system: FoundSystem | undefined): Promise<OpenedSystem | undefined> {
  if (system === undefined) return undefined;
  try {
    return await Promise.resolve(describeSystem(system));
  } catch (error) {
    throw usageFailure(`${system.file}: ${messageOf(error)}`, error);
  }
}

async function checkJourneys(system: FoundSystem | undefined): Promise<void> {
  const journeys = system?.definition.journeys;
  if (journeys === undefined) return;
  try {
    await bundleScript({ module: fileURLToPath(journeys.module), names: Object.keys(journeys.journeys) });
  } catch (error) {
    throw error instanceof JourneyError ? usageFailure(error.message, error) : error;
  }
}
