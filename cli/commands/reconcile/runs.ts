import { type HeldLease, type ListedRun, readLease, readRuns } from '@evenkeel/reconciler';
import { bind } from '../../command.ts';
import { exitCodes } from '../../failure.ts';
import { numberBetween } from '../../options.ts';
import { openReconciliation } from '../../system/reconciliation.ts';
import { tablesOf, withRules } from './options.ts';

/** A run is listed just before it takes the lease, in milliseconds on the system's clock. */
const STARTING_MS = 60_000;

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
    const tables = tablesOf(opened, 'runs');
    const now = opened.clock.now();
    const listed = await readRuns(tables.client, tables.controlTable, { now, limit: Math.trunc(limit) });
    const held = await readLease(tables, now);
    for (const run of listed) terminal.print(lineOfRun(run, now, held));
    if (listed.length === 0) terminal.print('no run is recorded yet');
    terminal.json(listed);
    await opened.reconciliation.close?.();
    return exitCodes.pass;
  },
});

/**
 * @param now epoch milliseconds on the system's clock
 * @param held the lease, if a run holds it
 */
export function lineOfRun(run: ListedRun, now: number, held: HeldLease | undefined): string {
  const { runId, trigger, startedAt, endedAt, drift = 0, repaired = 0, deferred = 0, reason } = run;
  const counts = endedAt === undefined ? '' : `  ${drift} found, ${repaired} repaired, ${deferred} deferred`;
  const why = reason === undefined ? '' : `  (${reason})`;
  return `${runId}  ${standingOf(run, now, held).padEnd(12)} ${trigger.padEnd(8)} ${startedAt}${counts}${why}`;
}

/** The outcome; of a run without one, whether it is still running: every run that is listed holds the lease until it ends. */
export function standingOf({ runId, outcome, startedAt }: ListedRun, now: number, held: HeldLease | undefined): string {
  if (outcome !== undefined) return outcome;
  return held?.holder === runId || now - Date.parse(startedAt) < STARTING_MS ? 'running' : 'killed';
}
