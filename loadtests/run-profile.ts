import type { LoadDriver, LoadProfile, LoadRequest, LoadResult } from '@evenkeel/chaos/schemas';
import { endingOf } from './lib/summary.ts';

/** `run` must be new for every run against the same system, because it starts every correlation id. */
interface ProfileRun
  extends Pick<LoadRequest, 'run' | 'seed' | 'runDirectory' | 'apiUrl' | 'journeys' | 'credentials' | 'signal'> {
  readonly driver: LoadDriver;
  readonly profile: LoadProfile;
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
