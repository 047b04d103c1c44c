import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import type { TargetClients, TargetClock } from '@evenkeel/chaos/runner';
import { type ListedRun, readResult, readRuns } from '@evenkeel/reconciler';
import type { CommandContext } from '../command.ts';
import { CommandFailure, exitCodes } from '../failure.ts';
import { exitCodeOf } from './reconcile/outcome.ts';
import { printResult } from './reconcile/print-result.ts';

interface Order {
  readonly clients: Pick<TargetClients, 'lambda' | 'dynamodb'>;
  readonly functionArn: string | undefined;
  readonly controlTable: string;
  readonly clock: TargetClock;
  /** Whether to wait for the end of the run. */
  readonly wait: boolean;
  /** The options that lead another command to the same system. */
  readonly options: readonly string[];
}

/** Real milliseconds between two looks at the list of runs. */
const LOOK_MS = 500;
/** Real milliseconds until the function must have begun: it may have to start, or wait for its turn. */
const BEGIN_MS = 60_000;
/** Real milliseconds until the run must have ended, with the retries of Lambda. */
const END_MS = 30 * 60_000;
/** Runs among which the started one is looked for. */
const RECENT = 20;

/** Invokes the function of the schedule, and prints the id of its run; with `wait` also what the run did. */
export async function runNow(order: Order, context: CommandContext): Promise<number> {
  const { clients, functionArn, wait } = order;
  const { terminal } = context;
  const request = randomUUID();
  await clients.lambda.send(
    new InvokeCommand({
      FunctionName: functionArn,
      InvocationType: 'Event',
      Payload: Buffer.from(JSON.stringify({ trigger: 'run-now', request })),
    }),
  );
  terminal.tick('waiting for the run to begin');
  const begun = await awaited(order, request, context, BEGIN_MS, () => true);
  if (begun === undefined) {
    const message = `${functionArn ?? 'the function'} was invoked, and no run has begun after ${BEGIN_MS / 1000} s: see its log, and reconcile runs`;
    throw new CommandFailure(message, exitCodes.undecided);
  }
  const { runId } = begun;
  if (!wait) {
    const outcome = begun.outcome ?? null;
    terminal.print(`run ${runId} ${outcome ?? 'has begun'}; evenkeel reconcile show ${runId} prints what it did`);
    terminal.json({ runId, outcome, target: functionArn });
    return exitCodes.pass;
  }
  terminal.step(`run ${runId} has begun`);
  const ended = await awaited(order, request, context, END_MS, ({ endedAt }) => endedAt !== undefined);
  return printEnd(order, ended, runId, context);
}

async function printEnd(
  { clients, controlTable, options }: Order,
  ended: ListedRun | undefined,
  runId: string,
  { terminal }: CommandContext,
): Promise<number> {
  if (ended?.outcome === undefined || ended.outcome === 'failed') {
    const why =
      ended === undefined ? `has not ended after ${END_MS / 60_000} minutes` : `failed: ${ended.reason ?? ''}`;
    throw new CommandFailure(`run ${runId} ${why}`, exitCodes.undecided);
  }
  const stored = await readResult(clients.dynamodb, controlTable, ended.runId);
  if (stored === undefined) throw new CommandFailure(`run ${runId} ended ${ended.outcome}`, exitCodes.undecided);
  const { result, omittedDifferences } = stored;
  printResult(result, terminal, { options, omittedDifferences });
  terminal.json({ ...result, omittedDifferences });
  return exitCodeOf[result.outcome];
}

/** The run that the request started, once it is as wanted; undefined if that takes too long. */
async function awaited(
  { clients, controlTable, clock }: Order,
  request: string,
  { signal }: CommandContext,
  limitMs: number,
  isWanted: (run: ListedRun) => boolean,
): Promise<ListedRun | undefined> {
  const ends = performance.now() + limitMs;
  while (performance.now() < ends) {
    const listed = await readRuns(clients.dynamodb, controlTable, { now: clock.now().getTime(), limit: RECENT });
    // Lambda invokes again what failed, so the latest attempt counts.
    const found = listed.find((run) => run.request === request);
    if (found !== undefined && isWanted(found)) return found;
    await sleep(LOOK_MS, undefined, { signal });
  }
  return undefined;
}
