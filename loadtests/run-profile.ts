import type { LoadDriver, LoadResult, SystemDescription } from '@evenkeel/chaos/schemas';
import { endingOf } from './lib/summary.ts';
import type { Profile } from './lib/profile.ts';

interface ProfileRun {
  readonly driver: LoadDriver;
  readonly profile: Profile;
  readonly system: SystemDescription;
  /** Starts every correlation id, [a-z0-9_]+. Use a new one for every run against the same system. */
  readonly run: string;
  readonly seed: number;
  readonly runDirectory: string;
  readonly signal: AbortSignal;
}

interface ProfileResult extends LoadResult {
  /** `undelivered`: the load generator did not send what was planned, so the run decides nothing. */
  readonly outcome: 'passed' | 'failed' | 'undelivered' | 'aborted';
}

/** Runs a load profile until it ends or `signal` aborts it. */
export async function runProfile({ driver, profile, ...request }: ProfileRun): Promise<ProfileResult> {
  const load = await driver.start({ ...request, phases: profile.phases, follow: true });
  const result = await load.finished;
  return { ...result, outcome: request.signal.aborted ? 'aborted' : outcomeOf(result) };
}

function outcomeOf({ exitCode, droppedIterations, scenarios, failedThresholds }: LoadResult): ProfileResult['outcome'] {
  const isShort = Object.values(scenarios).some(({ planned, started }) => started < planned);
  if (droppedIterations > 0 || isShort) return 'undelivered';
  return endingOf(exitCode) === 'passed' && failedThresholds.length === 0 ? 'passed' : 'failed';
}
