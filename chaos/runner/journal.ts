import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { EVIDENCE_VERSION, type Experiment, Journal, type LoadResult } from '../schemas/index.ts';
import { experimentDigest } from '../evidence/index.ts';
import type { RunnerPorts } from './ports.ts';
import type { RunClock } from './run-clock.ts';

/** The journal during the run; if the run is killed, this is what remains. */
export function openingJournal(
  experiment: Experiment,
  run: string,
  { target, seed, provenance, pair }: Pick<RunnerPorts, 'target' | 'seed' | 'provenance' | 'pair'>,
  clock: RunClock,
): Journal {
  const { prefix } = target.system;
  const { versions, command, origin, figures, alarms, provenAlarms = [], sabotage } = provenance;
  return {
    version: EVIDENCE_VERSION,
    status: 'running',
    run,
    experiment,
    experimentDigest: experimentDigest(experiment),
    seed,
    speed: clock.speed,
    target: target.system.target,
    ...(pair && { regions: { own: pair.own, ...pair.names, moveWithinSeconds: pair.moveWithinSeconds } }),
    system: systemOf(target),
    sabotage: sabotage?.name ?? null,
    versions: { ...versions },
    command,
    ...(origin !== undefined && { origin }),
    startedAt: clock.startedAt.toISOString(),
    virtualStartedAt: clock.virtualStartedAt.toISOString(),
    endedAt: null,
    counts: {},
    alarms: alarms.map((name) => (name.startsWith(prefix) ? name.slice(prefix.length) : name)),
    ...(provenAlarms.length > 0 && { provenAlarms: [...provenAlarms] }),
    ...(target.opened && { rules: target.opened.reconciliation.rules.map(({ name }) => name) }),
    load: null,
    hits: {},
    figures: { ...figures },
    checks: [],
    verdict: null,
    reasons: [],
  };
}

function systemOf({ opened }: RunnerPorts['target']): Journal['system'] {
  return opened === undefined ? null : { name: opened.definition.name, digest: opened.digest };
}

export function loadSummary(load: LoadResult): Journal['load'] {
  const { exitCode, droppedIterations, scenarios, failedThresholds, thrown } = load;
  return {
    exitCode,
    droppedIterations,
    scenarios: { ...scenarios },
    failedThresholds: [...failedThresholds],
    ...(thrown !== undefined && { thrown }),
  };
}

/**
 * Marks a journal that still says `running` as interrupted: its process is gone.
 *
 * @returns whether there was such a journal
 */
export async function markKilled(directory: string): Promise<boolean> {
  const path = join(directory, 'journal.json');
  let journal: Journal;
  try {
    journal = Journal.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return false;
  }
  if (journal.status !== 'running') return false;
  const reasons = ['The run was killed; a later command cleaned up what it left behind.'];
  const marked: Journal = { ...journal, status: 'interrupted', endedAt: new Date().toISOString(), reasons };
  await writeFileAtomic(path, `${JSON.stringify(marked, null, 2)}\n`);
  return true;
}
