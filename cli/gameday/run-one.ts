import type { KeyObject } from 'node:crypto';
import {
  type OpenedSystem,
  openSystem,
  readEvidence,
  type RunSummary,
  summariseRun,
  verdictExitCodes,
} from '@evenkeel/chaos';
import { type RegionPair, runExperiment, StageInUseError } from '@evenkeel/chaos/runner';
import type { Sabotage } from '@evenkeel/chaos/sabotage';
import type { Experiment, Journal, LoadCredentials, LoadDriver, SystemDescription } from '@evenkeel/chaos/schemas';
import { readLedger } from '@evenkeel/reconciler';
import { createLoadDriver, type K6 } from '../../loadtests/entry.ts';
import { parentWatch } from '@evenkeel/local/children';
import { writeReport } from '../../reports/index.ts';
import type { CommandContext } from '../command.ts';
import { exitCodes, usageFailure } from '../failure.ts';
import type { SoundApp } from '../system/alarms.ts';
import { createClients } from '../system/clients.ts';
import { readClock } from '../system/clock.ts';
import { connectionTo } from '../system/connection.ts';
import type { FoundSystem } from '../system/definition.ts';
import { soundDesign } from '../system/design/sound-design.ts';
import { principalOf } from '../system/principal.ts';
import { pulseOf } from '../system/pulse.ts';
import { queueReader } from '../system/queues.ts';
import { calibrate } from './calibrate.ts';
import { apiCredentials } from './credentials.ts';
import { orUsageFailure } from './documents.ts';
import { isGone, thisProcess } from './holder.ts';
import { releaseBuilder } from './build-release.ts';
import { registerRun } from './killed-runs.ts';
import { loadProbeModules } from './probe-modules.ts';
import { originOf } from './origin.ts';
import { linkLatest, nameRun } from './run-directory.ts';
import { versions } from './versions.ts';

/** A finished run, with its report. */
export interface FinishedRun {
  readonly exitCode: number;
  readonly directory: string;
  readonly report: string;
  readonly journal: Journal;
  /** What `--json` prints of the run. */
  readonly summary: RunSummary;
}

export interface RunOrder {
  readonly experiment: Experiment;
  /** The experiment's file; its probe modules are relative to it. */
  readonly file: string;
  /** Folder below reports/runs. */
  readonly name: string;
  /** The system's definition; undefined if it has none. */
  readonly system: FoundSystem | undefined;
  /** The running system. */
  readonly description: SystemDescription;
  readonly k6: K6;
  readonly seed: number;
  /** The unmodified templates, with which the deployment is compared. */
  readonly sound: SoundApp;
  /** Alarms that earlier runs of the same game day made fire and clear. */
  readonly provenAlarms?: readonly string[];
  readonly sabotage: Sabotage | undefined;
  readonly figures: Readonly<Record<string, number>>;
  /** Whether to send less load if the machine cannot deliver it all. */
  readonly scale: boolean;
  /** The private key that signs the journal, if any does. */
  readonly sign?: KeyObject | undefined;
  /** In a game day of two regions: the run on the other region, and the load that both share. */
  readonly paired?: { readonly pair: RegionPair; readonly load: LoadDriver } | undefined;
}

/**
 * The command that repeats the run: as it was typed, except for the program's path, and with the seed that was used.
 */
function commandToRepeat(seed: number): string {
  const typed = process.argv.slice(2).filter((argument) => argument !== '--json');
  const seeded = typed.some((argument) => argument.startsWith('--seed')) ? typed : [...typed, '--seed', String(seed)];
  return ['npx evenkeel', ...seeded].join(' ');
}

async function openOn(
  system: FoundSystem | undefined,
  description: SystemDescription,
  context: CommandContext,
): Promise<OpenedSystem | undefined> {
  if (system === undefined) return undefined;
  return orUsageFailure(() => Promise.resolve(openSystem(system, connectionTo(description, context))));
}

/** The experiment with the load that this machine can deliver, and what is known about it for the journal. */
async function calibrated(
  { experiment, description, figures, scale }: RunOrder,
  credentials: LoadCredentials,
  { terminal }: CommandContext,
): Promise<Pick<RunOrder, 'experiment' | 'figures'>> {
  terminal.tick('measuring what this machine can deliver');
  const found = await calibrate(experiment, description, credentials, scale);
  const share = found.figures['loadScale'] ?? 1;
  if (share < 1)
    terminal.step(`sending ${Math.round(share * 100)} % of the load, which is what this machine can deliver`);
  return { experiment: found.experiment, figures: { ...figures, ...found.figures } };
}

/**
 * Runs one experiment against a system that is up, and leaves a run directory with its report.
 *
 * @throws CommandFailure exit 2 when another run holds the stage, or the definition does not fit the system; nothing
 * was started
 */
export async function runOne(order: RunOrder, context: CommandContext): Promise<FinishedRun> {
  const { system, description, k6, seed, sound, provenAlarms = [], sabotage, sign, paired } = order;
  const { terminal, signal } = context;
  const directory = nameRun(order.name, new Date());
  const opened = await openOn(system, description, context);
  const [clock, design, by, holder, modules, credentials] = await Promise.all([
    readClock(description),
    soundDesign(sound.assembly, description),
    principalOf(description),
    thisProcess(),
    loadProbeModules(order.experiment, order.file),
    apiCredentials(opened),
  ]);
  const origin = await originOf(by, { environment: process.env, folder: process.cwd() });
  const pulse = pulseOf(description);
  const queues = await queueReader(description, design.queues);
  // Two runs that measured the machine at the same time would each find half of it.
  const { experiment, figures } = paired === undefined ? await calibrated(order, credentials, context) : order;
  const clients = createClients(description);
  const readRepairs = (runId: string) => readLedger(clients.dynamodb, `${description.prefix}reconciler-ledger`, runId);
  const unregister = await registerRun(directory);
  try {
    const journal = await runExperiment(experiment, {
      target: {
        system: description,
        clients,
        clock,
        readLedger: readRepairs,
        ...(opened && { opened }),
        ...(queues && { queues }),
        ...(pulse && { pulse }),
      },
      probes: { modules },
      credentials,
      load: paired?.load ?? createLoadDriver({ k6, parentWatch }),
      ...(paired && { pair: paired.pair }),
      seed,
      directory,
      ...(system && { buildRelease: releaseBuilder(system, description.app, signal) }),
      ...(sign && { signingKey: sign }),
      holder: { ...holder, by, isGone },
      provenance: {
        versions: versions(k6.version),
        command: commandToRepeat(seed),
        origin,
        figures,
        alarms: sound.alarms,
        provenAlarms,
        sabotage,
      },
      design,
      onStart: () => linkLatest(directory),
      signal,
      progress: terminal.step,
    });
    const [report] = await writeReport(directory);
    if (journal.status === 'interrupted') signal.throwIfAborted();
    return {
      exitCode: journal.verdict === null ? exitCodes.broken : verdictExitCodes[journal.verdict],
      directory,
      report: report ?? directory,
      journal,
      summary: summariseRun(journal, await readEvidence(directory, system)),
    };
  } catch (error) {
    throw error instanceof StageInUseError ? usageFailure(error.message, error) : error;
  } finally {
    await unregister();
    await opened?.reconciliation.close?.();
  }
}
