/** A game day of two regions: each experiment is a run on either region, under one load. */
import type { KeyObject } from 'node:crypto';
import { openSystem } from '@evenkeel/chaos';
import { runTokenAt } from '@evenkeel/chaos/runner';
import type { Experiment, Plan, RegionRole } from '@evenkeel/chaos/schemas';
import { parentWatch } from '@evenkeel/local/children';
import { createLoadDriver, type K6 } from '../../../loadtests/entry.ts';
import type { CommandContext } from '../../command.ts';
import type { SoundApp } from '../../system/alarms.ts';
import { connectionTo } from '../../system/connection.ts';
import type { FoundSystem } from '../../system/definition.ts';
import { orUsageFailure } from '../documents.ts';
import { type FinishedRun, runOne } from '../run-one.ts';
import { type BootedRegions, bootPair } from './boot.ts';
import { shareLoad } from './load.ts';
import { createPair } from './pair.ts';

type BootOrder = Parameters<typeof bootPair>[0];

export interface RegionsDay extends BootOrder {
  readonly plan: Plan;
  readonly experiments: readonly Experiment[];
  /** The experiments' own files. */
  readonly files: readonly string[];
  readonly sound: SoundApp;
  readonly k6: K6;
  readonly sign: KeyObject | undefined;
}

const ROLES = ['home', 'other'] as const;

/** Boots both regions, and plays the plan's experiments one after the other. */
export async function playRegions(day: RegionsDay, context: CommandContext): Promise<readonly FinishedRun[]> {
  const booted = await bootPair(day, context);
  const finished: FinishedRun[] = [];
  try {
    for (const [index, experiment] of day.experiments.entries()) {
      finished.push(...(await playOne({ ...day, experiment, file: day.files[index] ?? '' }, booted, context)));
    }
  } finally {
    await booted.close();
  }
  return finished;
}

interface OneExperiment extends RegionsDay {
  readonly experiment: Experiment;
  readonly file: string;
}

/** Plays an experiment on both regions at the same time. If the run on one cannot go on, the other one is ended too. */
async function playOne(
  { plan, experiment, file, system, sound, sabotage, k6, seed, sign }: OneExperiment,
  { regions, names, descriptions, figures }: BootedRegions,
  context: CommandContext,
): Promise<FinishedRun[]> {
  const failing = new AbortController();
  const both: CommandContext = { ...context, signal: AbortSignal.any([context.signal, failing.signal]) };
  const opened = await openBoth(system, descriptions, both);
  try {
    const pair = createPair({ regions, names, opened, run: runTokenAt(new Date()), signal: both.signal });
    const urls = { home: regions.urls[names.home] ?? '', other: regions.urls[names.other] ?? '' };
    const load = shareLoad(createLoadDriver({ k6, parentWatch }), urls);
    const runs = ROLES.map(async (role) => {
      try {
        const run = await runOne(
          {
            experiment: role === 'home' ? experiment : otherPartOf(experiment),
            file,
            name: `${plan.name}-${experiment.name}-${role}`,
            system,
            description: descriptions[role],
            k6,
            seed,
            sound,
            sabotage,
            figures,
            scale: false,
            sign,
            paired: { pair: pair[role], load: load[role] },
          },
          { ...both, terminal: labelled(context.terminal, names[role]) },
        );
        if (run.journal.load === null) failing.abort(new Error(`the run on ${names[role]} sent no load`));
        return run;
      } catch (error) {
        failing.abort(new Error(`the run on ${names[role]} has ended`, { cause: error }));
        throw error;
      }
    });
    const ended = await Promise.allSettled(runs);
    context.signal.throwIfAborted();
    const failure = ended.find((one) => one.status === 'rejected');
    if (failure !== undefined) throw failure.reason;
    return ended.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  } finally {
    await Promise.all(ROLES.map((role) => opened[role].reconciliation.close?.()));
  }
}

/** Drift is seeded in the home region, and raises alarms there alone. */
function otherPartOf(experiment: Experiment): Experiment {
  const seeded = new Set(experiment.drift.map(({ id }) => id));
  const alarms = experiment.expect.alarms.filter(({ cause }) => !seeded.has(cause));
  return { ...experiment, drift: [], expect: { ...experiment.expect, alarms } };
}

async function openBoth(
  system: FoundSystem,
  descriptions: BootedRegions['descriptions'],
  context: CommandContext,
): Promise<Parameters<typeof createPair>[0]['opened']> {
  const open = (role: RegionRole) =>
    orUsageFailure(() => Promise.resolve(openSystem(system, connectionTo(descriptions[role], context))));
  return { home: await open('home'), other: await open('other') };
}

/** Two runs report at the same time, so each line names its region. */
function labelled(terminal: CommandContext['terminal'], region: string): CommandContext['terminal'] {
  return {
    ...terminal,
    step: (text) => {
      terminal.step(`${region}: ${text}`);
    },
  };
}
