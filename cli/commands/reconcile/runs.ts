import { type ListedRun, readRuns } from '@evenkeel/reconciler';
import { bind } from '../../command.ts';
import { exitCodes } from '../../failure.ts';
import { numberBetween } from '../../options.ts';
import { openReconciliation } from '../../system/reconciliation.ts';
import { tablesOf, withRules } from './options.ts';

/** A run without an end after this long was killed: Lambda ends a function after 15 minutes. */
const KILLED_MS = 15 * 60_000;

export const runs = bind({
  options: (yargs) =>
    withRules(yargs)
      .option('limit', {
        type: 'number',
        default: 20,
        describe: 'how many runs to list, the newest first',
        coerce: numberBetween('limit', 1, 1000),
      })
      .example('$0 reconcile runs', 'the latest runs of the hourly function, and repairs by this command')
      .example('$0 reconcile runs --target aws --stage prod --limit 50', 'those of a deployed stage'),
  run: async ({ limit, ...options }, context) => {
    const { terminal } = context;
    const opened = await openReconciliation(options, context);
    const { client, controlTable } = tablesOf(opened, 'runs');
    const now = opened.clock.now();
    const listed = await readRuns(client, controlTable, { now, limit: Math.trunc(limit) });
    for (const run of listed) terminal.print(lineOfRun(run, now));
    if (listed.length === 0) terminal.print('no run is recorded yet');
    terminal.json(listed);
    await opened.reconciliation.close?.();
    return exitCodes.pass;
  },
});

/** @param now epoch milliseconds on the system's clock */
export function lineOfRun(run: ListedRun, now: number): string {
  const { runId, trigger, startedAt, endedAt, drift = 0, repaired = 0, deferred = 0, reason } = run;
  const counts = endedAt === undefined ? '' : `  ${drift} found, ${repaired} repaired, ${deferred} deferred`;
  const why = reason === undefined ? '' : `  (${reason})`;
  return `${runId}  ${standingOf(run, now).padEnd(12)} ${trigger.padEnd(8)} ${startedAt}${counts}${why}`;
}

/** The outcome; of a run without one, whether it is still running. */
export function standingOf({ outcome, startedAt }: ListedRun, now: number): string {
  if (outcome !== undefined) return outcome;
  return now - Date.parse(startedAt) < KILLED_MS ? 'running' : 'killed';
}
