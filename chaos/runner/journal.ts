import { EVIDENCE_VERSION, type Experiment, type Journal, type LoadResult } from '../schemas/index.ts';
import type { RunnerPorts } from './ports.ts';
import type { RunClock } from './run-clock.ts';

/** What a killed run leaves behind. */
export function openingJournal(experiment: Experiment, run: string, ports: RunnerPorts, clock: RunClock): Journal {
  const { prefix } = ports.system;
  return {
    version: EVIDENCE_VERSION,
    status: 'running',
    run,
    experiment,
    seed: ports.seed,
    speed: clock.speed,
    target: ports.system.target,
    sabotage: ports.sabotage?.name ?? null,
    versions: { ...ports.versions },
    command: ports.command,
    startedAt: clock.startedAt.toISOString(),
    virtualStartedAt: clock.virtualStartedAt.toISOString(),
    endedAt: null,
    counts: {},
    alarms: ports.alarms.map((name) => (name.startsWith(prefix) ? name.slice(prefix.length) : name)),
    load: null,
    hits: {},
    figures: { ...ports.figures },
    checks: [],
    verdict: null,
    reasons: [],
  };
}

export function loadSummary({ exitCode, droppedIterations, scenarios, failedThresholds }: LoadResult): Journal['load'] {
  return { exitCode, droppedIterations, scenarios: { ...scenarios }, failedThresholds: [...failedThresholds] };
}
